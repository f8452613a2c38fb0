"""What tests make short is as long in production as the design says, where nobody says otherwise."""

import json

import pytest

from tests.rig import processes, program

environments = program.load("environments")
# ADR 35: Argon2id with 8 MiB and one pass.
COST = {"RECEIPT_MEMORY_KIB": 8 * 1024, "RECEIPT_PASSES": 1}
HOUR = 3600.0
PERIODS = {
    "notifications.send_due": 15.0,
    "notifications.heartbeat": 15.0,
    "desk.collect": HOUR,
    "tracker.refresh_quotes": 60.0,
    "desk.make_safe": 30.0,
    "meetings.remind": 60.0,
    "meetings.count_answers_after": 600.0,
    "keys.make_missing": HOUR,
    "retention.apply": 6 * HOUR,
    "desk.warn_of_promises": HOUR,
    "accounts.verify_log": 60.0,
    "accounts.forget_sessions": HOUR,
    "accounts.ask_directory": 180.0,
    "council.remind_of_endings": 6 * HOUR,
    "council.release_ended": 6 * HOUR,
    "people.release_ended": 6 * HOUR,
    "meetings.remind_of_polls": 24 * HOUR,
    "meetings.count_votes": 60.0,
    "meetings.remind_of_actions": HOUR,
    "meetings.settle_bookings": HOUR,
    "people.ask_about_needs": 24 * HOUR,
    "desk.send_answer_reminders": HOUR,
    "desk.count_equality_answers": 24 * HOUR,
    "desk.collect_everything": 24 * HOUR,
}


def read(settings: str, environment: dict[str, str], what: str) -> object:
    """Return what an expression about a process's settings is worth there."""
    program = f"import json, {settings} as settings; print(json.dumps({what}))"
    return json.loads(processes.python("-c", program, env=environment))


@pytest.mark.parametrize("settings,environment", [
    ("config.settings", environments.site), ("config.door", environments.door)
])  # fmt: skip
def test_a_try_at_a_code_costs_what_the_design_says(settings: str, environment: object, tmp_path: object) -> None:
    what = "{name: getattr(settings, name) for name in ('RECEIPT_MEMORY_KIB', 'RECEIPT_PASSES')}"
    assert read(settings, environment(str(tmp_path)), what) == COST  # type: ignore[operator]


def test_beat_takes_its_time(tmp_path: object) -> None:
    what = "{entry['task']: entry['schedule'] for entry in settings.CELERY_BEAT_SCHEDULE.values()}"
    assert read("config.settings", environments.site(str(tmp_path)), what) == PERIODS
