"""Invitations: the list for those who send them, and the page behind the link."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.queries import MemberRequest, active
from core.language import supported
from core.listing import Listing, SavedView
from core.openness import open_to_all
from core.submitting import submit
from core.verdicts import Conflict, Refused
from people import actions, forms, joining, presenters, queries, rules
from people.enums import InvitationStatus
from people.models import Invitation

GONE = 410
FORBIDDEN = 403


def _views() -> list[SavedView]:
    """Return the views of the list; made for each page, because what is too old is so by the clock."""
    now = timezone.now()
    sent = Q(status=InvitationStatus.SENT)
    return [
        SavedView("open", gettext_lazy("Open"), sent & Q(expires_at__gt=now)),
        SavedView("expired", gettext_lazy("Too old"), sent & Q(expires_at__lte=now)),
        SavedView("accepted", gettext_lazy("Accepted"), Q(status=InvitationStatus.ACCEPTED)),
        SavedView("withdrawn", gettext_lazy("Withdrawn"), Q(status=InvitationStatus.WITHDRAWN)),
        SavedView("all", gettext_lazy("All"), Q()),
    ]


def _only_those_who_invite(request: MemberRequest) -> None:
    # 404 and not 403: to others there is no such list.
    if not rules.may_add_person(request.user):
        raise Http404


@require_safe
def invitations(request: MemberRequest) -> HttpResponse:
    """List the invitations, and the people without e-mail."""
    _only_those_who_invite(request)
    listing = Listing(
        request,
        queries.invitations_visible_to(request.user),
        views=_views(),
        search=lambda rows, words: rows.filter(Q(name__icontains=words) | Q(email__icontains=words)),
    )
    councils = dict(joining.councils_of(request.user))
    rows = [presenters.row(invitation, request.user, councils) for invitation in listing.page]
    context = {"listing": listing, "rows": rows, "without_email": queries.without_email(request.user)}
    return render(request, "people/invitations.html", context)


@require_safe
def moved(request: MemberRequest) -> HttpResponse:
    """Lead from the earlier address to the form."""
    _only_those_who_invite(request)
    return redirect("people:invite")


@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody new; what else is to happen is signed in the address."""
    _only_those_who_invite(request)
    form = forms.Invite(request.POST or None, by=request.user)
    then = joining.read_query(request.GET.get("then", ""))
    context = {"form": form, "sentences": joining.sentences_of(then)}
    return submit(
        request,
        form,
        lambda: actions.invite(by=request.user, then=then, **form.cleaned_data),
        rerender=lambda *, status: render(request, "people/invite.html", context, status=status),
        success=_("The invitation is on its way."),
        to=reverse("people:invitations"),
    )


@require_http_methods(["GET", "POST"])
def resend(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send an invitation again, perhaps to another address."""
    invitation = _invitation(request, pk)
    form = forms.Again(request.POST or None, initial={"email": invitation.email})
    verdict = rules.may_change_invitation(request.user, invitation)
    context = {"form": form, "invitation": invitation, "verdict": verdict}
    return submit(
        request,
        form,
        lambda: actions.resend(invitation=invitation, by=request.user, **form.cleaned_data),
        rerender=lambda *, status: render(request, "people/resend.html", context, status=status),
        success=_("The invitation is on its way again."),
        to=reverse("people:invitations"),
    )


@require_POST
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Withdraw an invitation: its link opens nothing any more."""
    invitation = _invitation(request, pk)
    try:
        actions.withdraw(invitation=invitation, by=request.user)
        messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    except Conflict:
        messages.info(request, _("This changed since you opened it. Here is how it is now."))
    except Refused as reason:
        messages.warning(request, str(reason))
    return redirect("people:invitations")


def _invitation(request: MemberRequest, pk: UUID) -> Invitation:
    _only_those_who_invite(request)
    return get_object_or_404(queries.invitations_visible_to(request.user), pk=pk)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation of a link, in the invited person's language; a button accepts it.

    A GET changes nothing: mail scanners follow links.
    """
    invitation = queries.by_token(token)
    if invitation is None:
        return render(request, "people/unknown.html", status=404)
    language = supported(request.GET.get("lang")) or supported(invitation.language) or settings.LANGUAGE_CODE
    with translation.override(language):
        request.LANGUAGE_CODE = language
        response = _accept(request, invitation, token)
    response.headers["Content-Language"] = language
    return response


def _accept(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    context: dict[str, object] = {"invitation": invitation, "token": token, "has_asked": "asked" in request.GET}
    if invitation.status != InvitationStatus.SENT or _is_dead(invitation):
        # Gone, and not forbidden: the link was right once.
        return render(request, "people/closed.html", context, status=GONE)
    reader = active(request.user)
    owner = User.objects.filter(email=invitation.email).first()
    if reader != owner:
        context["is_signed_in"] = reader is not None
        return render(request, "people/not_yours.html", context, status=FORBIDDEN if reader else 200)
    if request.method != "POST":
        context["roles"] = presenters.role_labels(invitation, {})
        return render(request, "people/accept.html", context)
    try:
        person = actions.accept(invitation=invitation, by=reader)
    except (Conflict, Refused):
        # Pressed twice, withdrawn or grown too old since the page was opened: the page says which.
        return redirect(request.get_full_path())
    if reader is None:
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("accounts:welcome")


def _is_dead(invitation: Invitation) -> bool:
    """Return whether the link of an open invitation opens nothing."""
    is_open = invitation.status == InvitationStatus.SENT
    return is_open and (invitation.has_expired or not rules.may_still_invite(invitation))


@open_to_all
@require_POST
def ask(request: HttpRequest, token: str) -> HttpResponse:
    """Tell whoever sent an invitation that its link no longer works."""
    invitation = queries.by_token(token)
    if invitation is None:
        return render(request, "people/unknown.html", status=404)
    language = supported(request.GET.get("lang")) or supported(invitation.language) or settings.LANGUAGE_CODE
    if invitation.status == InvitationStatus.WITHDRAWN or _is_dead(invitation):
        actions.ask_for_new_one(invitation=invitation)
    with translation.override(language):
        messages.success(request, _("We have told the person who invited you. They can send you a new link."))
    # The page does not ask again for what was done just now.
    again = {"asked": "yes", **({"lang": request.GET["lang"]} if supported(request.GET.get("lang")) else {})}
    return redirect(f"{reverse('people:accept', args=[token])}?{urlencode(again)}")
