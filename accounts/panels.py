"""What accounts show on the home page of administrators: a log that was changed, and people without a role."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries, rules, second_step
from accounts.queries import active
from core.moments import day_words
from core.slots import HOME, ROWS_PER_PANEL, HomePanel, HomeRow


def fill_slots() -> None:
    """Put everything where it is shown."""
    HOME.fill("second step", second_step_missing, order=1)
    HOME.fill("breaks of the log", breaks, order=3)
    HOME.fill("first sign-in", first_sign_in, order=5)
    HOME.fill("people without a role", without_role, order=65)


def first_sign_in(request: HttpRequest) -> HomePanel | None:
    """Return the way to the questions of the first sign-in, until they are answered or passed over."""
    person = active(request.user)
    if person is None or not queries.is_to_be_welcomed(person):
        return None
    text = _("Your language, the name others see, how we reach you, and what you need. You can leave out any of it.")
    return HomePanel(_("A few questions to begin with"), [HomeRow(text, reverse("accounts:welcome"))])


def second_step_missing(request: HttpRequest) -> HomePanel | None:
    """Return until when somebody on the staff has to add a second step, in the days of grace."""
    person = active(request.user)
    day = second_step.holds_from()
    if person is None or day is None or not second_step.is_missing(person):
        return None
    row = HomeRow(
        _("From this day on you need it to see anything here. It takes about five minutes."),
        reverse("mfa_index"),
        note=day_words(day),
        tag=_("Add it"),
        tone="waiting",
    )
    return HomePanel(_("Add a second step to your account"), [row], total=1)


def breaks(request: HttpRequest) -> HomePanel | None:
    """Return the breaks of the log that nobody has looked into."""
    person = active(request.user)
    if person is None or not rules.may_read_audit(person):
        return None
    found = queries.breaks_of_the_log().filter(seen_at__isnull=True)
    address = reverse("accounts:log")
    rows = [
        HomeRow(broken.text, address, tag=_("Look into it"), tone="stop", language="en")
        for broken in found[:ROWS_PER_PANEL]
    ]
    return HomePanel(_("The activity log was changed"), rows, address, _("Activity log"), found.count())


def without_role(request: HttpRequest) -> HomePanel | None:
    """Return people who can sign in and have no role yet: they see no pages."""
    person = active(request.user)
    if person is None or not rules.may_manage_people(person):
        return None
    found = queries.people().filter(~queries.holding(), is_active=True)
    rows = [HomeRow(one.known_as, reverse("accounts:person", args=[one.pk])) for one in found[:ROWS_PER_PANEL]]
    address = f"{reverse('accounts:people')}?view=without_role"
    return HomePanel(_("People without a role"), rows, address, _("All people without a role"), found.count())
