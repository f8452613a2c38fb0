"""The life of the demo council: its welcome, who would like to join, interests, and money for time and fares."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from accounts.enums import ReachBy, Role
from accounts.models import User
from council.actions import applications, interests, recognition, welcome
from council.enums import (
    ApplicationStatus,
    CameBy,
    ClaimKind,
    DeclineReason,
    Recognition,
    RecusalAnswer,
    SeatKind,
)
from council.models import Claim, Council, Membership
from tracker.actions import interests as stepping_back
from tracker.models import Recommendation

People = dict[Role, User]

STEPS = (
    {
        "en": "Meet your coordinator",
        "es": "Conocer a la persona que coordina",
        "ar": "لقاء المنسقة",
        "pl": "Spotkanie z koordynatorką",
    },
    {
        "en": "Read what members agree to",
        "es": "Leer el acuerdo de los miembros",
        "ar": "قراءة ما يتفق عليه الأعضاء",
        "pl": "Przeczytanie, na co zgadzają się członkowie",
    },
    {
        "en": "Tell us what you need to take part",
        "es": "Decirnos qué necesita para participar",
        "ar": "إخبارنا بما تحتاج إليه للمشاركة",
        "pl": "Powiedzenie, czego potrzebujesz, aby brać udział",
    },
    {
        "en": "Visit a meeting and listen",
        "es": "Asistir a una reunión y escuchar",
        "ar": "حضور اجتماع والاستماع",
        "pl": "Przyjście na spotkanie i posłuchanie",
    },
)
AGREEMENT = {
    "en": "What somebody tells here stays here. Everybody may pause or leave, and nobody has to say why.",
    "es": "Lo que alguien cuenta aquí, aquí se queda. Todos pueden hacer una pausa o irse sin decir por qué.",
    "ar": "ما يُقال هنا يبقى هنا. يمكن لكل شخص أن يتوقف أو يغادر دون أن يذكر السبب.",
    "pl": "To, co ktoś tu powie, zostaje tutaj. Każdy może zrobić przerwę lub odejść i nie musi mówić dlaczego.",
}
HALF_DAY = {
    "en": "Meeting, half a day",
    "es": "Reunión, medio día",
    "ar": "اجتماع، نصف يوم",
    "pl": "Spotkanie, pół dnia",
}


def begin(people: People, council: Council, today: date) -> None:
    """Play it. After the story: members step back from what was recommended there."""
    _welcome(people, council)
    _applications(people, council)
    _interests(people, council, today)
    _claims(people, council, today)


def _seat(council: Council, email: str) -> Membership:
    """Return the term of somebody of the demo."""
    return Membership.objects.select_related("seat__council", "user").get(seat__council=council, user__email=email)


def _welcome(people: People, council: Council) -> None:
    """A checklist and an agreement: one member is halfway, one has done everything, and most have not begun."""
    by = people[Role.COORDINATOR]
    steps = [welcome.add_step(council=council, texts=texts, by=by) for texts in STEPS]
    agreement = welcome.write_agreement(council=council, texts=AGREEMENT, by=by)
    halfway, ready = _seat(council, "member@demo.example"), _seat(council, "jess@demo.example")
    for term, done in ((halfway, steps[:2]), (ready, steps)):
        for step in done:
            welcome.tick_step(term=term, step=step, done=True, by=term.user)
        welcome.accept_agreement(agreement=agreement, language=term.user.language, by=term.user)


def _applications(people: People, council: Council) -> None:
    """Four people who would like to join: new, in a talk, offered a seat, and declined kindly."""
    by = people[Role.COORDINATOR]
    applications.apply(
        council=council,
        name="Rae (demo)",
        language="en",
        reach_by=ReachBy.EMAIL,
        email="rae@demo.example",
        experience=SeatKind.LIVED_EXPERIENCE,
        why="I know the waiting room well, and I would like it to be kinder.",
    )
    talking = applications.write_down_application(
        council=council,
        came_by=CameBy.PHONE,
        helper_relation="Her neighbour phoned with her",
        consented=True,
        by=by,
        name="Lucía (demo)",
        language="es",
        reach_by=ReachBy.PHONE,
        # From the numbers that Ofcom keeps free for drama.
        phone="+44 20 7946 0011",
        experience=SeatKind.CARER_FAMILY,
        why="Cuido de mi hijo desde hace diez años.",
    )
    applications.move_application(application=talking, to=ApplicationStatus.TALKING, by=by)
    offered, _token = applications.apply(
        council=council,
        name="Ola (demo)",
        language="pl",
        reach_by=ReachBy.EMAIL,
        email="ola@demo.example",
        experience=SeatKind.CARER_FAMILY,
        needs="Spotkania po południu.",
    )
    for to in (ApplicationStatus.TALKING, ApplicationStatus.OFFERED):
        offered = applications.move_application(application=offered, to=to, by=by)
    declined, _token = applications.apply(
        council=council,
        name="Hadi (demo)",
        language="ar",
        reach_by=ReachBy.EMAIL,
        email="hadi@demo.example",
        experience=SeatKind.LIVED_EXPERIENCE,
    )
    words = applications.kind_words(DeclineReason.NO_SEAT, declined)
    applications.decline_application(application=declined, reason=DeclineReason.NO_SEAT, words=words, by=by)


def _interests(people: People, council: Council, today: date) -> None:
    """Two declared interests: one member stepped back by herself, one is asked and has not answered."""
    sun, sowa = _seat(council, "sunita@demo.example").user, _seat(council, "pawel@demo.example").user
    garden = Recommendation.objects.get(title="Open the garden until nine")
    nights = Recommendation.objects.get(title="Knock, use a dim light, and ask how people want it")
    tending = interests.declare_interest(
        text="My brother looks after the hospital garden.", starts_on=today - timedelta(days=500), by=sun
    )
    interests.declare_interest(
        text="I was a night porter there.",
        starts_on=today - timedelta(days=3000),
        ends_on=today - timedelta(days=900),
        by=sowa,
    )
    lamps = interests.declare_interest(
        text="Pracuję w sklepie, który sprzedaje lampy szpitalowi.", starts_on=today - timedelta(days=200), by=sowa
    )
    stepping_back.say_it_touches(recommendation=garden, interest=tending, answer=RecusalAnswer.STEPS_BACK, by=sun)
    stepping_back.offer_to_step_back(recommendation=nights, interest=lamps, by=people[Role.COORDINATOR])


def _claims(people: People, council: Council, today: date) -> None:
    """What members are owed: to decide by the member, sent, approved, paid, and not paid with a reason."""
    coordinator, finance, member = people[Role.COORDINATOR], people[Role.FINANCE], people[Role.MEMBER]
    wren, walter = _seat(council, "jess@demo.example").user, _walter(council)
    rate = recognition.add_rate(
        council=council,
        names=HALF_DAY,
        amount=Decimal("25.00"),
        currency="GBP",
        holds_from=today - timedelta(days=365),
        by=coordinator,
    )
    day = today - timedelta(days=30)
    # Said before anybody sees an amount.
    for person in (member, wren):
        recognition.tell_about_benefits(person=person, by=person)
    recognition.claim_time(council=council, claimant=wren, rate=rate, day=day, choice=Recognition.LATER, by=wren)
    paid = recognition.claim_time(
        council=council, claimant=member, rate=rate, day=day, choice=Recognition.ACCEPT, by=member
    )
    recognition.approve(claim=paid, by=coordinator)
    recognition.mark_paid(claim=paid, paid_on=today - timedelta(days=3), by=finance)
    care = _costs(council, member, ClaimKind.CHILD_CARE, day, "18.50", by=member)
    recognition.approve(claim=care, by=coordinator)
    _costs(council, member, ClaimKind.TRAVEL, day, "7.20", by=member)
    # Walter has no e-mail: somebody writes down what he sent on paper, and somebody else approves it.
    _costs(council, walter, ClaimKind.TRAVEL, day, "11.00", by=coordinator)
    food = _costs(council, wren, ClaimKind.FOOD, day, "9.00", by=wren)
    recognition.refuse(
        claim=food, answer="Lunch was there for everybody that day. Ask us if it did not suit you.", by=coordinator
    )


def _walter(council: Council) -> User:
    return Membership.objects.select_related("user").get(seat__council=council, user__email=None).user


def _costs(council: Council, claimant: User, kind: ClaimKind, day: date, amount: str, *, by: User) -> Claim:
    return recognition.claim_costs(
        council=council, claimant=claimant, kind=kind, day=day, amount=Decimal(amount), currency="GBP", by=by
    )
