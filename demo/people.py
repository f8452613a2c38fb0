"""Eight invented people, one a role, and the council they meet in."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.enums import Need, Role, SharedWith
from accounts.models import AccessNeed, RoleGrant, User
from council.enums import LIVED, SeatKind
from council.models import Council, Membership, Seat
from desk.actions import places
from notifications.models import Preference

# role: (what to call them, language, time zone)
# One reads from right to left and one lives by another clock, so that both can be seen by signing in.
PEOPLE = {
    Role.COORDINATOR: ("Carla (demo coordinator)", "en", "Europe/London"),
    Role.READER: ("Ravi (demo reader)", "en", "Europe/London"),
    Role.MEMBER: ("Maryam (demo member)", "ar", "Europe/London"),
    Role.CHAIR: ("Chema (demo chair)", "es", "Europe/Madrid"),
    Role.STEWARD: ("Sol (demo steward)", "en", "Europe/London"),
    Role.EXECUTIVE: ("Ebele (demo executive)", "en", "Europe/London"),
    Role.TRANSLATOR: ("Tariq (demo translator)", "ar", "Europe/London"),
    Role.ADMIN: ("Ada (demo administrator)", "en", "Europe/London"),
}
ALIAS = "Jasmin"
PLACES = {
    "ward-3": {
        "en": "Ward 3 (demo)",
        "es": "Planta 3 (demostración)",
        "ar": "الجناح ٣ (للتجربة)",
        "pl": "Oddział 3 (przykład)",
    },
    "outpatients": {
        "en": "Outpatient clinic (demo)",
        "es": "Consultas externas (demostración)",
        "ar": "العيادات الخارجية (للتجربة)",
        "pl": "Poradnia (przykład)",
    },
    "community-team": {
        "en": "Community team (demo)",
        "es": "Equipo comunitario (demostración)",
        "ar": "الفريق المجتمعي (للتجربة)",
        "pl": "Zespół środowiskowy (przykład)",
    },
}


def address(role: Role) -> str:
    """Return the demo person's e-mail address."""
    # A reserved name (RFC 2606): no message can ever reach anybody.
    return f"{role.value}@demo.example"


def make_people() -> dict[Role, User]:
    """Make the eight people, all with the demo password."""
    people = {}
    for role, (name, language, zone) in PEOPLE.items():
        user = User.objects.create_user(
            address(role), settings.DEMO_PASSWORD, name=name, language=language, time_zone=zone
        )
        RoleGrant.objects.create(user=user, role=role)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        # No quiet hours: somebody trying it out at night should still find the messages.
        Preference.objects.create(user=user, quiet_from="00:00", quiet_until="00:00")
        people[role] = user
    return people


def make_council(people: dict[Role, User], today: date) -> Council:
    """Make a council with seven seats, two of them held; one member takes part under an alias, with access needs."""
    council = Council.objects.create(
        name="Riverside Lived Experience Council",
        purpose="People who have used our services, or looked after somebody who did, say what should change.",
    )
    kinds = [SeatKind.LIVED_EXPERIENCE] * 4 + [SeatKind.CARER_FAMILY] * 2 + [SeatKind.STAFF]
    seats = Seat.objects.bulk_create(
        # The database refuses the vote of any other seat.
        Seat(council=council, number=number, kind=kind, votes=kind in LIVED)
        for number, kind in enumerate(kinds, start=1)
    )
    start = today - timedelta(days=200)
    Membership.objects.create(
        seat=seats[0], user=people[Role.CHAIR], chairs=True, starts_on=start, ends_on=council.term_ends(start)
    )
    Membership.objects.create(
        seat=seats[1], user=people[Role.MEMBER], alias=ALIAS, starts_on=start, ends_on=council.term_ends(start)
    )
    # Each is shared with other people, so that pages differ by who looks.
    AccessNeed.objects.create(user=people[Role.MEMBER], kind=Need.CAPTIONS, shared_with=SharedWith.CHAIR)
    AccessNeed.objects.create(
        user=people[Role.MEMBER], kind=Need.SPOKEN_INTERPRETER, note="العربية", shared_with=SharedWith.BOOKING
    )
    AccessNeed.objects.create(user=people[Role.CHAIR], kind=Need.BREAKS, shared_with=SharedWith.COUNCIL)
    return council


def make_places(people: dict[Role, User]) -> None:
    """Put three invented places on the list, so that posters and a ward's tablet can be tried."""
    for code, names in PLACES.items():
        places.add(code=code, names=names, by=people[Role.COORDINATOR])
