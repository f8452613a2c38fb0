"""Invented people: one for each role, a council of nine, and what hangs on its seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone

from accounts.actions import choose_name
from accounts.enums import COUNCIL as OF_THE_COUNCIL
from accounts.enums import Need, PaperFormat, ReachBy, Role, SharedWith
from accounts.models import AccessNeed, ContactDetails, RoleGrant, User
from council.actions import seat_member
from council.enums import LIVED, SeatKind
from council.models import Council, Seat
from desk.actions import places
from notifications.models import Preference


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody on the council, and the name that others see."""

    name: str
    email: str | None
    language: str
    zone: str
    seat: SeatKind
    chosen: str = ""


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
    Role.SAFEGUARDING: ("Sam (demo safeguarding lead)", "en", "Europe/London"),
    Role.FINANCE: ("Fay (demo finance)", "en", "Europe/London"),
    Role.AUDITOR: ("Aude (demo auditor)", "en", "Europe/London"),
    Role.ADMIN: ("Ada (demo administrator)", "en", "Europe/London"),
}
ALIAS = "Jasmin"
# Members besides those who can be signed in as: (name, address, language, time zone, seat, chosen name, who sees it).
# None of the last three is anybody's whole name. Walter has no e-mail: letters and calls reach him.
MEMBERS = (
    Sitting("Noor (demo)", "noor@demo.example", "ar", "Asia/Riyadh", SeatKind.LIVED_EXPERIENCE),
    Sitting("Jess (demo)", "jess@demo.example", "en", "Europe/London", SeatKind.LIVED_EXPERIENCE, "Wren"),
    Sitting("Diego (demo)", "diego@demo.example", "es", "America/New_York", SeatKind.CARER_FAMILY, "Diego M."),
    Sitting("Sunita (demo)", "sunita@demo.example", "en", "Australia/Sydney", SeatKind.CARER_FAMILY, "Sun"),
    Sitting("Paweł (demo)", "pawel@demo.example", "pl", "Europe/Warsaw", SeatKind.LIVED_EXPERIENCE, "Sowa"),
    Sitting("Walter (demo)", None, "en", "Europe/London", SeatKind.LIVED_EXPERIENCE),
    Sitting("Ines (demo)", "ines@demo.example", "es", "Europe/Madrid", SeatKind.STAFF, "Ines, ward 3"),
)
COUNCIL = {
    "en": (
        "Riverside Lived Experience Council",
        "People who have used our services, or looked after somebody who did, say what should change.",
    ),
    "es": (
        "Consejo de Experiencia Vivida de Riverside",
        "Personas que han usado nuestros servicios, o han cuidado de alguien, dicen qué debería cambiar.",
    ),
    "ar": (
        "مجلس أصحاب التجربة في ريفرسايد",
        "أشخاص استخدموا خدماتنا أو اعتنوا بمن استخدمها يقولون ما الذي ينبغي أن يتغير.",
    ),
    "pl": (
        "Rada osób z doświadczeniem Riverside",
        "Osoby, które korzystały z naszych usług lub opiekowały się kimś bliskim, mówią, co powinno się zmienić.",
    ),
}
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
    """Make one for each role, all with the demo password."""
    people = {}
    for role, (name, language, zone) in PEOPLE.items():
        user = User.objects.create_user(
            address(role),
            settings.DEMO_PASSWORD,
            name=name,
            language=language,
            time_zone=zone,
            welcomed_on=timezone.localdate(),
        )
        # The roles of members and chairs come with their seats.
        if role not in OF_THE_COUNCIL:
            RoleGrant.objects.create(user=user, role=role)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        # No quiet hours: somebody trying it out at night should still find the messages.
        Preference.objects.create(user=user, quiet_from="00:00", quiet_until="00:00")
        people[role] = user
    return people


def make_council(people: dict[Role, User], today: date) -> Council:
    """Make a council with eleven seats, nine of them held; some under a chosen name, one by somebody without e-mail."""
    by = people[Role.COORDINATOR]
    name, purpose = COUNCIL["en"]
    translations = {language: {"name": words[0], "purpose": words[1]} for language, words in COUNCIL.items()}
    council = Council.objects.create(name=name, purpose=purpose, translations=translations)
    kinds = [SeatKind.LIVED_EXPERIENCE] * 6 + [SeatKind.CARER_FAMILY] * 3 + [SeatKind.STAFF] * 2
    # The database refuses the vote of any other seat.
    seats = [
        Seat(council=council, number=number, kind=kind, votes=kind in LIVED)
        for number, kind in enumerate(kinds, start=1)
    ]
    free = list(Seat.objects.bulk_create(seats))
    start = today - timedelta(days=200)
    chair, member = people[Role.CHAIR], people[Role.MEMBER]
    seat_member(seat=free.pop(0), person=chair, starts_on=start, chairs=True, by=by)
    seat_member(seat=free.pop(0), person=member, starts_on=start, by=by)
    _choose(chair, "Chema")
    _choose(member, ALIAS)
    for number, sitting in enumerate(MEMBERS):
        person = _member(sitting)
        seat = next(seat for seat in free if seat.kind == sitting.seat)
        free.remove(seat)
        # Terms that end at different times: one soon.
        begun = today - timedelta(days=100 + 90 * number)
        seat_member(seat=seat, person=person, starts_on=begun, by=by)
        if sitting.chosen:
            _choose(person, sitting.chosen)
    # Each is shared with other people, so that pages differ by who looks.
    AccessNeed.objects.create(user=member, kind=Need.CAPTIONS, shared_with=SharedWith.CHAIR)
    AccessNeed.objects.create(user=member, kind=Need.SPOKEN_INTERPRETER, note="العربية", shared_with=SharedWith.BOOKING)
    AccessNeed.objects.create(user=chair, kind=Need.BREAKS, shared_with=SharedWith.COUNCIL)
    return council


def _member(sitting: Sitting) -> User:
    """Make somebody of the council; whoever has no e-mail address is reached by letter and phone."""
    person = User.objects.create_user(
        sitting.email,
        settings.DEMO_PASSWORD,
        name=sitting.name,
        language=sitting.language,
        time_zone=sitting.zone,
        welcomed_on=timezone.localdate(),
    )
    Preference.objects.create(user=person, quiet_from="00:00", quiet_until="00:00")
    if sitting.email:
        EmailAddress.objects.create(user=person, email=sitting.email, primary=True, verified=True)
        return person
    ContactDetails.objects.create(
        user=person,
        reach_by=ReachBy.POST,
        # From the numbers that Ofcom keeps free for drama.
        phone="+44 20 7946 0007",
        postal_address="7 Example Street\nRiverside",
        paper_format=PaperFormat.LARGE_PRINT,
    )
    AccessNeed.objects.create(user=person, kind=Need.LARGE_PRINT, shared_with=SharedWith.BOOKING)
    AccessNeed.objects.create(user=person, kind=Need.STEP_FREE, shared_with=SharedWith.CHAIR)
    return person


def _choose(person: User, name: str) -> None:
    """Let a member choose the name that everybody sees."""
    choose_name(name=name, to_members=True, in_minutes=True, in_public=True, by=person)


def make_places(people: dict[Role, User]) -> None:
    """Put three invented places on the list, so that posters and a ward's tablet can be tried."""
    for code, names in PLACES.items():
        places.add(code=code, names=names, by=people[Role.COORDINATOR])
