"""docker-compose.yml: right by its schema, and every process gets what it needs and no more."""

import re
import subprocess
from typing import Any

import pytest

from config import variables
from config.environment import Reader
from tests.rig import processes, program

compose = program.load("compose")
SERVICES: dict[str, Any] = compose.load()["services"]
# Settings whose default the compose file leaves as it is.
DEFAULTS_KEPT = {
    "BEAT_SPEED", "COLLECT_EVERY_SECONDS", "CSRF_TRUSTED_ORIGINS", "DATA_DIR", "DEMO_PASSWORD",
    "DOOR_GUESSES_PER_MINUTE", "DOOR_NETWORK_BURST", "DOOR_NETWORK_PER_HOUR", "DOOR_SITE_BURST", "DOOR_SITE_PER_HOUR",
    "DOOR_WORK", "DOOR_YOUNGEST_SECONDS", "HEARTBEAT_STALE_SECONDS", "HTTPS", "NEW_KEY_ENCRYPTION_KEY",
    "RECEIPT_MEMORY_KIB", "RECEIPT_PASSES", "SECOND_FACTOR", "STATIC_ROOT",
}  # fmt: skip
MEMBERS = {"site", "worker", "beat", "migrate", "roles"}


def told(service: str) -> set[str]:
    """Return the names of everything a service is told, secrets under the names their files have."""
    entry = SERVICES[service]
    return {name.removesuffix("_FILE") for name in entry.get("environment", {})} | {
        secret.upper() for secret in entry.get("secrets", [])
    }


def test_compose_file_follows_the_schema() -> None:
    assert compose.faults() == []


def test_services_are_the_reviewed_list() -> None:
    assert set(SERVICES) == {
        "proxy", "site", "door", "memory", "worker", "beat", "migrate", "roles", "db", "redis",
    }  # fmt: skip


def test_door_is_given_only_its_own_secrets() -> None:
    assert SERVICES["door"]["secrets"] == ["door_secret_key", "receipt_pepper", "receipt_salt", "door_database_url"]
    forbidden = {"AUDIT_KEY", "KEY_ENCRYPTION_KEY", "REDIS_URL", "EMAIL_URL", "SECRET_KEY", "DJANGO_SECRET_KEY"}
    assert told("door") & forbidden == set()


@pytest.mark.parametrize("service", sorted(MEMBERS | {"db", "redis", "proxy"}))
def test_secrets_of_the_door_stay_there_but_for_what_staff_type_in(service: str) -> None:
    secrets = told(service) & {"RECEIPT_PEPPER", "RECEIPT_SALT", "DOOR_SECRET_KEY", "DOOR_DATABASE_URL"}
    assert secrets == ({"RECEIPT_PEPPER", "RECEIPT_SALT"} if service == "site" else set())


def test_key_of_reminders_is_given_to_the_worker_alone() -> None:
    assert {name for name in SERVICES if "CONTACT_KEY" in told(name)} == {"worker"}
    assert {name for name in SERVICES if "EQUALITY_KEY" in told(name)} == {"worker"}
    assert {name for name in SERVICES if "BALLOT_KEY" in told(name)} == {"worker"}
    assert set(SERVICES["worker"]["secrets"]) - set(SERVICES["site"]["secrets"]) == {
        "contact_key",
        "equality_key",
        "ballot_key",
    }
    site = set(SERVICES["site"]["environment"]) - {"RECEIPT_PEPPER_FILE", "RECEIPT_SALT_FILE"}
    assert site < set(SERVICES["worker"]["environment"])


def test_what_the_example_offers_reaches_the_processes_that_promise_it() -> None:
    offered = re.findall(
        r"^#([A-Z_]+)=(\S+)$", (processes.ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {"WORDS_MONTHS", "CONTACT_FROM_EMAIL"} <= {name for name, _value in offered}
    for name, value in offered:
        if name == "CONTACT_FROM_EMAIL":
            assert name in told("worker")
            continue
        for service in ("site", "worker", "door"):
            assert str(SERVICES[service]["environment"].get(name)) == value, f"{service}: {name}"


def test_every_setting_is_handed_on_or_is_known_to_keep_its_default() -> None:
    read = {variable.name for variable in variables.declared() if {Reader.SITE, Reader.BOTH} & set(variable.readers)}
    assert read - told("site") - told("worker") - told("door") == DEFAULTS_KEPT


def test_door_reaches_the_database_and_nothing_else() -> None:
    networks = compose.load()["networks"]
    neighbours = {
        name
        for name, entry in SERVICES.items()
        if name != "door" and set(entry.get("networks", [])) & set(SERVICES["door"]["networks"])
    }
    assert neighbours == {"db", "proxy"}
    assert all(networks[name]["internal"] for name in SERVICES["door"]["networks"])


def test_only_the_proxy_publishes_ports() -> None:
    assert {name for name, entry in SERVICES.items() if "ports" in entry} == {"proxy"}
    modes = {name: entry["network_mode"] for name, entry in SERVICES.items() if "network_mode" in entry}
    assert modes == {"memory": "none"}


def test_forms_that_are_open_outlive_a_door_that_is_started_again() -> None:
    """Their keys lie in memory, in a folder that another container holds too; an upgrade does not touch that one."""
    folder = SERVICES["door"]["environment"]["FORM_KEYS_DIR"]
    holders = {name: entry for name, entry in SERVICES.items() if f":{folder}" in " ".join(entry.get("volumes", []))}
    assert set(holders) == {"door", "memory"}
    assert holders["memory"]["image"] != holders["door"]["image"]
    assert "build" not in holders["memory"]
    assert holders["memory"]["volumes"] == [f"door_memory:{folder}:ro"]
    assert told("memory") == set()
    assert compose.load()["volumes"]["door_memory"]["driver_opts"]["type"] == "tmpfs"


def test_pages_of_the_proxy_are_written_by_the_door_and_read_by_the_proxy() -> None:
    command = SERVICES["door"]["command"][-1]
    assert command.startswith("python manage.py error_pages /pages; exec gunicorn ")
    assert "pages:/pages" in SERVICES["door"]["volumes"]
    assert "pages:/usr/share/answerable:ro" in SERVICES["proxy"]["volumes"]
    assert {name for name, entry in SERVICES.items() if "pages:" in " ".join(entry.get("volumes", []))} == {
        "door",
        "proxy",
    }


def test_database_and_queue_are_on_internal_networks_only() -> None:
    networks = compose.load()["networks"]
    for name in ("db", "redis"):
        assert all((networks[network] or {}).get("internal") for network in SERVICES[name]["networks"]), name


def test_servers_own_role_is_given_to_the_one_shot_that_makes_roles_alone() -> None:
    assert {name for name in SERVICES if "ADMIN_DATABASE_URL" in told(name)} == {"roles"}


def test_nothing_secret_stands_in_the_file_itself() -> None:
    for name, entry in SERVICES.items():
        for variable, value in entry.get("environment", {}).items():
            if variable in {"KEY_BACKUP_DAYS", "FORM_KEYS_DIR"}:
                continue
            if any(word in variable for word in ("SECRET", "PASSWORD", "KEY", "PEPPER", "SALT", "_URL_")):
                assert variable.endswith("_FILE"), f"{name}: {variable}"
                assert value.startswith("/run/secrets/"), f"{name}: {variable}"


def test_every_secret_is_declared_and_used_and_made() -> None:
    declared = set(compose.load()["secrets"])
    used = {secret for entry in SERVICES.values() for secret in entry.get("secrets", [])}
    assert used == declared
    makes = program.load("make_secrets")
    addresses = {
        "email_url",
        "oidc_client_secret",
        "redis_url",
        "admin_database_url",
        "site_database_url",
        "door_database_url",
    }
    assert {*makes.KEYS, *makes.PASSWORDS, *addresses} == declared


@pytest.mark.parametrize("service", ["site", "door", "worker", "beat", "migrate", "roles"])
def test_own_processes_run_without_privileges(service: str) -> None:
    entry = SERVICES[service]
    assert entry["user"] == "10001:10001"
    assert entry["read_only"] is True
    assert entry["cap_drop"] == ["ALL"]
    assert entry["security_opt"] == ["no-new-privileges:true"]
    assert entry["ulimits"] == {"core": 0}


def test_exactly_one_beat_and_a_queue_that_forgets_nothing() -> None:
    assert "deploy" not in SERVICES["beat"]
    conf = settings_in("deploy/redis/redis.conf", separator=" ")
    assert (conf["appendonly"], conf["maxmemory-policy"]) == ("yes", "noeviction")


def test_database_log_holds_no_statement_and_nobody() -> None:
    conf = settings_in("deploy/postgres/answerable.conf", separator="=")
    assert {name: value for name, value in conf.items() if name.startswith("log_")} == {
        "log_min_messages": "warning",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_parameter_max_length": "0",
        "log_min_duration_statement": "-1",
        "log_statement": "'none'",
        "log_duration": "off",
        "log_connections": "off",
        "log_disconnections": "off",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
        "log_autovacuum_min_duration": "-1",
        "log_lock_waits": "off",
        "log_temp_files": "-1",
    }
    assert conf["synchronous_commit"] == "on"


def test_first_start_script_is_sound_shell() -> None:
    subprocess.run(["sh", "-n", "deploy/postgres/first-start.sh"], cwd=processes.ROOT, check=True)


def settings_in(path: str, *, separator: str) -> dict[str, str]:
    lines = (processes.ROOT / path).read_text(encoding="utf-8").splitlines()
    pairs = [line.split(separator, 1) for line in lines if line.strip() and not line.startswith("#")]
    return {name.strip(): value.strip() for name, value in pairs}
