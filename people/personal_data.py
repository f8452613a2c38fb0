"""What the apps below, and this one, hold about a person."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    AccessNeed,
    ApiToken,
    AuditEvent,
    ChosenName,
    ContactDetails,
    DirectoryLink,
    NeedEvent,
    RoleGrant,
    User,
)
from desk.models import Case, EmergencyAccess
from notifications.models import OutboxMessage, Preference
from people.holdings import VOUCHED, Fate, Holding, register
from people.models import Entry, Handover, Invitation, SignInCode, StandIn
from policies.models import ClauseText, PolicyDocument

FOR_THE_PERSON_WHO_SPOKE = _("It is about what somebody else told us, and it is not yours to take along.")
WORK_GOES_ON = _("The work goes on; your name is taken out of it.")


def register_all() -> None:
    """Register everything. Called from `AppConfig.ready`."""
    _register_accounts()
    _register_messages()
    _register_comings_and_goings()
    _register_work()
    _register_last()


def _register_accounts() -> None:
    register(
        Holding(
            model="accounts.AccessNeed",
            label=_("What you need to take part"),
            rows=lambda person: AccessNeed.objects.filter(user=person),
            fields=("kind", "note", "shared_with", "told_on", "confirmed_on", "review_asked_on"),
            via=("user",),
        ),
        Holding(
            model="accounts.NeedEvent",
            label=_("What happened to what you need, and who looked"),
            rows=lambda person: NeedEvent.objects.filter(user=person),
            fields=("kind", "event", "by", "at"),
            via=("user",),
        ),
        Holding(
            model="accounts.NeedEvent",
            name="looked",
            label=_("That you looked at what others need"),
            rows=_looked_at,
            not_exported=_("It is about what others need, and they can see it."),
            fate=Fate.KEPT,
            why=_("Whoever told us what they need may know who looked. It goes when their own account goes."),
        ),
        Holding(
            model="accounts.ContactDetails",
            label=_("How you are reached"),
            rows=lambda person: ContactDetails.objects.filter(user=person),
            fields=(
                "reach_by",
                "phone",
                "postal_address",
                "paper_format",
                "support_name",
                "support_relation",
                "support_contact",
                "changed_on",
            ),
            via=("user",),
        ),
        Holding(
            model="accounts.ChosenName",
            label=_("The name others see"),
            rows=lambda person: ChosenName.objects.filter(user=person),
            fields=("name", "to_members", "in_minutes", "in_public", "chosen_on"),
            via=("user",),
        ),
        Holding(
            model="accounts.RoleGrant",
            label=_("Your roles"),
            rows=lambda person: RoleGrant.objects.filter(user=person),
            fields=("role", "starts_on", "ends_on", "granted_on"),
            via=("user",),
        ),
        Holding(
            model="accounts.ApiToken",
            label=_("API keys"),
            rows=lambda person: ApiToken.objects.filter(user=person),
            fields=("name", "scopes", "created_on", "expires_on", "last_used_on"),
            via=("user",),
        ),
        Holding(
            model="account.EmailAddress",
            label=_("Your address for signing in"),
            rows=lambda person: EmailAddress.objects.filter(user=person),
            fields=("email", "verified"),
            via=("user",),
        ),
        Holding(
            model="mfa.Authenticator",
            label=_("Passkeys, apps and spare codes for signing in"),
            rows=lambda person: Authenticator.objects.filter(user=person),
            fields=("type", "created_at", "last_used_at"),
            via=("user",),
        ),
        Holding(
            model="accounts.DirectoryLink",
            label=_("Signing in through your organisation"),
            rows=lambda person: DirectoryLink.objects.filter(user=person),
            fields=("signed_in_at", "vouched_at", "asked_at"),
            via=("user",),
        ),
        Holding(
            model="socialaccount.SocialAccount",
            label=_("Your account in the directory of your organisation"),
            rows=lambda person: SocialAccount.objects.filter(user=person),
            fields=("provider", "uid", "date_joined", "last_login"),
            via=("user",),
        ),
        Holding(
            model="people.Entry",
            label=_("That staff wrote down what you told them, and who helped"),
            rows=lambda person: Entry.objects.filter(user=person),
            fields=("helper", "consented_on"),
            via=("user",),
        ),
        Holding(
            model="people.Entry",
            name="written down",
            label=_("What you wrote down for others"),
            rows=lambda person: Entry.objects.filter(entered_by=person),
            not_exported=FOR_THE_PERSON_WHO_SPOKE,
            fate=Fate.ANONYMISED,
            why=WORK_GOES_ON,
            anonymise=lambda rows, _person: _update(rows, entered_by=None),
            via=("entered_by",),
        ),
        Holding(
            model="drafts.FormDraft",
            label=_("Words you typed and did not send"),
            # By the link back: what is behind it is for that app alone.
            rows=lambda person: person.form_drafts.all(),
            not_exported=_(
                "They are kept locked for a few days. You can read them under “What you wrote and did not send”."
            ),
            via=("user",),
        ),
        order=10,
    )


def _looked_at(person: User) -> QuerySet[NeedEvent]:
    # By their own name, or by the one others see where that is what was written.
    chosen = getattr(person, "chosen_name", None)
    names = {person.name, chosen.name if chosen else ""} - {""}
    return NeedEvent.objects.filter(by__in=names).exclude(user=person)


def _register_messages() -> None:
    register(
        Holding(
            model="notifications.OutboxMessage",
            label=_("Messages to you"),
            rows=lambda person: OutboxMessage.objects.filter(recipient=person),
            fields=("kind", "channel", "status", "due_at", "sent_at"),
            via=("recipient",),
        ),
        Holding(
            model="notifications.OutboxMessage",
            name="by address",
            label=_("Messages to your address from before you had an account"),
            rows=lambda person: OutboxMessage.objects.filter(recipient=None, address=_address(person)),
            fields=("kind", "status", "due_at", "sent_at"),
        ),
        Holding(
            model="notifications.Preference",
            label=_("Which messages you want, and quiet hours"),
            rows=lambda person: Preference.objects.filter(user=person),
            fields=("email", "reminders", "quiet_from", "quiet_until"),
            via=("user",),
        ),
        order=20,
    )


def _address(person: User) -> str:
    # Of nobody: no row has such an address.
    return person.email or "-"


def _forget_inviter(rows: QuerySet[Invitation], person: User) -> None:
    rows.update(invited_by=None)


def _forget_maker(rows: QuerySet[SignInCode], person: User) -> None:
    rows.update(made_by=None)


def _forget_handovers(rows: QuerySet[Handover], person: User) -> None:
    # A note is free words, and those about a leaver may say why they left.
    rows.filter(left_by=person).update(left_by=None, note="")
    rows.filter(taken_by=person).update(taken_by=None)


def _register_comings_and_goings() -> None:
    register(
        Holding(
            model="people.Invitation",
            label=_("The invitation you came by"),
            rows=lambda person: Invitation.objects.filter(Q(user=person) | Q(email=_address(person))),
            fields=("email", "name", "language", "status", "sent_on", "expires_at"),
            via=("user",),
        ),
        Holding(
            model="people.Invitation",
            name="sent",
            label=_("Invitations you sent"),
            rows=lambda person: Invitation.objects.filter(invited_by=person),
            fields=("status", "sent_on"),
            fate=Fate.ANONYMISED,
            why=WORK_GOES_ON,
            anonymise=_forget_inviter,
            via=("invited_by",),
        ),
        Holding(
            model="people.SignInCode",
            label=_("Codes to sign in with"),
            rows=lambda person: SignInCode.objects.filter(user=person),
            fields=("made_at", "expires_at", "used_at"),
            via=("user",),
        ),
        Holding(
            model="people.SignInCode",
            name="made",
            label=_("Codes you made for others"),
            rows=lambda person: SignInCode.objects.filter(made_by=person),
            fields=("made_at",),
            fate=Fate.ANONYMISED,
            why=WORK_GOES_ON,
            anonymise=_forget_maker,
            via=("made_by",),
        ),
        Holding(
            model="people.StandIn",
            label=_("Who stood in for you, and for whom you stood in"),
            rows=lambda person: StandIn.objects.filter(Q(user=person) | Q(stand_in=person)),
            fields=("user", "stand_in", "starts_on", "ends_on"),
            via=("user", "stand_in"),
        ),
        Holding(
            model="people.Handover",
            label=_("What you handed over or took over"),
            rows=lambda person: Handover.objects.filter(Q(left_by=person) | Q(taken_by=person)),
            fields=("made_on", "note", "things"),
            fate=Fate.ANONYMISED,
            why=WORK_GOES_ON,
            anonymise=_forget_handovers,
            via=("left_by", "taken_by"),
        ),
        order=30,
    )


def _forget_emergencies(rows: QuerySet[EmergencyAccess], person: User) -> None:
    for column in ("asked_by", "name_seen_by", "agreed_by"):
        rows.filter(**{column: person}).update(**{column: None})


def _register_work() -> None:
    register(
        Holding(
            model="policies.PolicyDocument",
            label=_("Policies you look after"),
            rows=lambda person: PolicyDocument.objects.filter(steward=person),
            fields=("title", "review_on"),
            fate=Fate.ANONYMISED,
            why=WORK_GOES_ON,
            anonymise=lambda rows, _person: _update(rows, steward=None),
            via=("steward",),
        ),
        Holding(
            model="policies.ClauseText",
            name="checked",
            label=_("Translations of policies that you checked"),
            rows=lambda person: ClauseText.objects.filter(checked_by=person.name).exclude(checked_by=""),
            fields=("clause", "language"),
            fate=Fate.KEPT,
            why=VOUCHED,
        ),
        Holding(
            model="desk.Case",
            label=_("Feedback that you read"),
            rows=lambda person: Case.objects.filter(reader=person),
            not_exported=FOR_THE_PERSON_WHO_SPOKE,
            fate=Fate.ANONYMISED,
            why=WORK_GOES_ON,
            anonymise=lambda rows, _person: _update(rows, reader=None),
            via=("reader",),
        ),
        Holding(
            model="desk.EmergencyAccess",
            label=_("Feedback that was opened in an emergency, where you took part"),
            rows=lambda person: EmergencyAccess.objects.filter(
                Q(asked_by=person) | Q(name_seen_by=person) | Q(agreed_by=person)
            ),
            not_exported=FOR_THE_PERSON_WHO_SPOKE,
            fate=Fate.ANONYMISED,
            why=WORK_GOES_ON,
            anonymise=_forget_emergencies,
            via=("asked_by", "name_seen_by", "agreed_by"),
        ),
        order=40,
    )


def _update(rows: QuerySet[PolicyDocument] | QuerySet[Case], **values: None) -> None:
    rows.update(**values)


def _register_last() -> None:
    register(
        Holding(
            model="accounts.AuditEvent",
            label=_("What you did, in the activity log"),
            rows=lambda person: AuditEvent.objects.filter(actor__startswith=f"{person.pk} ").order_by("id"),
            fields=("at", "action", "subject"),
            fate=Fate.KEPT,
            why=_(
                "The log says in words who did what, with the name and address of that time. It is a chain: a line that"
                " is taken out breaks it. Administrators and auditors can read it, and nobody else, for seven years."
            ),
        ),
        Holding(
            model="accounts.User",
            label=_("Your account"),
            rows=lambda person: User.objects.filter(pk=person.pk),
            fields=("email", "name", "language", "time_zone", "welcomed_on", "joined_on", "last_login", "is_active"),
            fate=Fate.ANONYMISED,
            why=_(
                "An empty row with a random number stays, without name or address: signatures and payments point to it."
            ),
            anonymise=_empty_account,
        ),
        order=90,
    )


def _empty_account(rows: QuerySet[User], person: User) -> None:
    fresh = User()
    # No hash of anything: nothing ever signs in with it.
    fresh.set_unusable_password()
    rows.update(
        email=None,
        name="",
        password=fresh.password,
        language=fresh.language,
        time_zone=fresh.time_zone,
        welcomed_on=None,
        last_login=None,
        is_active=False,
        has_unsent_words=False,
    )
