"""Minutes of the demo's meetings: approved and published, sent with a correction waiting, and a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from accounts.enums import Role
from accounts.models import User
from council.models import Council
from meetings.actions import agenda, attendance, inviting, minutes, noting, planning, to_do
from meetings.enums import Participation, PersonKind, Presence
from meetings.models import Meeting, Minutes
from meetings.queries.attendance import expected

People = dict[Role, User]
Plan = Callable[[Council, str, date, User], Meeting]

# Title, what it is about, what was noted, what was decided, what is to be done.
TALKS = (
    (
        "Signs that people can follow",
        "The way from the bus stop",
        "Two people lost their way on a walk round. The map at the door is for another building.",
        "A new map, with pictures, by the spring.",
        "Ask three printers what a map costs",
    ),
    (
        "How we want to be phoned",
        "Calls about appointments",
        "Calls come from a hidden number, and nobody takes them.",
        "The number is shown, and a message is left.",
        "Bring the words of the message to the next meeting",
    ),
)


def plan(plan_meeting: Plan, group: Council, days: tuple[date, date], people: People) -> list[Meeting]:
    """Plan two meetings that will be past when the story is told; nobody can be invited to what is over."""
    made = []
    for day, (title, item, _notes, _outcome, _task) in zip(days, TALKS, strict=True):
        meeting = plan_meeting(group, title, day, people[Role.COORDINATOR])
        agenda.add_item(
            meeting=meeting,
            title=item,
            background="",
            language="en",
            content_note="",
            minutes=30,
            participation=Participation.WORKED_WITH,
            by=people[Role.COORDINATOR],
        )
        inviting.invite_everybody(meeting=meeting, by=people[Role.COORDINATOR])
        made.append(meeting)
    return made


def write(first: Meeting, later: list[Meeting], today: date, people: People) -> None:
    """Hold the later meetings, and write the minutes of all three."""
    coordinator, chair = people[Role.COORDINATOR], people[Role.CHAIR]
    for meeting, talk in zip(later, TALKS, strict=True):
        meeting.refresh_from_db()
        _hold(meeting, talk, today, people)
    first.refresh_from_db()
    done = _sent(first, coordinator)
    minutes.approve_minutes(minutes=done, approved_in=later[0], seen=done.version, by=chair)
    minutes.publish_minutes(minutes=done, because=f"Agreed at “{later[0].title}”", by=chair)
    waiting = _sent(later[0], coordinator)
    minutes.ask_for_correction(
        minutes=waiting,
        text="كنّا ثلاثة أشخاص ضللنا الطريق، لا اثنين.",
        language="ar",
        by=people[Role.MEMBER],
    )
    minutes.draft_minutes(meeting=later[1], by=coordinator)


def _sent(meeting: Meeting, by: User) -> Minutes:
    made = minutes.draft_minutes(meeting=meeting, by=by)
    minutes.send_minutes(minutes=made, seen=made.version, by=by)
    made.refresh_from_db()
    return made


def _hold(meeting: Meeting, talk: tuple[str, str, str, str, str], today: date, people: People) -> None:
    """Write down who was there, what was said, and what is to be done; one member stays away."""
    chair = people[Role.CHAIR]
    for term in list(expected(meeting))[:-1]:
        attendance.note_arrival(meeting=meeting, membership=term, how=Presence.THERE, by=chair)
    attendance.note_guest(meeting=meeting, kind=PersonKind.INTERPRETER, name="", how=Presence.ONLINE, by=chair)
    _title, _item, notes, outcome, task = talk
    for item in meeting.agenda.all():
        noting.save_note(agenda_item=item, base=0, text=notes, outcome=outcome, by=chair)
    to_do.add_action(
        meeting=meeting,
        text=task,
        language="en",
        due_on=today + timedelta(days=14),
        owner=expected(meeting).filter(user=people[Role.MEMBER]).first(),
        by=chair,
    )
    there = meeting.attendances.exclude(membership=None).values("membership")
    attended = meeting.invitations.filter(membership__in=there).values_list("pk", flat=True)
    planning.mark_held(meeting=meeting, attended=list(attended), by=chair)
