"""allauth's forms with our labels and sentences; each error stands at the field that it is about."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.sentences import PASSKEY, PASSWORDS_DIFFER
from core.fields import Form
from core.isolates import without_marks

LABELS = {
    "login": _("Email address"),
    "email": _("Email address"),
    "password": _("Password"),
    "oldpassword": _("Your password until now"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    # Translators: label of the field for a code to sign in with
    "code": _("Code"),
    "name": _("A name for it, so that you know which one it is"),
    "passwordless": _("I want to sign in with this alone"),
}


class Ours(Form):
    """Our labels, and Django's sentences replaced by ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields; what must be typed alike is explained on the page, above them."""
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            # A placeholder vanishes just when it would explain a box.
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = ""
        if "passwordless" in self.fields:
            self.fields["passwordless"].help_text = ""


class TwoPasswords(Ours):
    """A new password, typed twice."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Say it in our words where the two differ: allauth's sentence is not one of its adapter's."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = ValidationError(PASSWORDS_DIFFER, code="differ")
        super().add_error(field, error)


class Code(Ours):
    """A code that may have been copied out of a mail, with the marks that keep its order there."""

    def clean_code(self) -> str:
        """Take the marks away before the code is compared."""
        self.cleaned_data["code"] = without_marks(self.cleaned_data["code"])
        return str(super().clean_code())  # type: ignore[misc]


class Login(Ours, account.LoginForm):  # type: ignore[misc]
    """Address and password."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Put what is wrong with both at the password: that is what people type again."""
        wrong = isinstance(error, ValidationError) and getattr(error, "code", "") == "email_password_mismatch"
        super().add_error("password" if wrong else field, error)


class RequestCode(Ours, account.RequestLoginCodeForm):  # type: ignore[misc]
    """The address that a code is sent to."""


class ConfirmCode(Code, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was sent."""


class ForgotPassword(Ours, account.ResetPasswordForm):  # type: ignore[misc]
    """The address that a link is sent to."""


class NewPassword(TwoPasswords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, from the link of a mail."""


class ChangePassword(TwoPasswords, account.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""


class FirstPassword(TwoPasswords, account.SetPasswordForm):  # type: ignore[misc]
    """A password for somebody who had none."""


class PasswordAgain(Ours, account.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something important is changed."""


class SecondStep(Code, second_step.AuthenticateForm):  # type: ignore[misc]
    """A code from an app, or a spare code."""


class SecondStepAgain(Code, second_step.ReauthenticateForm):  # type: ignore[misc]
    """The same once more, before something important is changed."""


class SetUpApp(Code, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app."""


class Passkey(Ours):
    """What a device says; the person has typed nothing, so no error speaks of a code."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Say that the passkey did not work, and what else there is."""
        if getattr(error, "code", "") == "incorrect_code":
            error = ValidationError(PASSKEY, code="passkey")
        super().add_error(field, error)


class AddPasskey(Passkey, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""


class UsePasskey(Passkey, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as second step."""


class LoginWithPasskey(Passkey, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of a password."""


class PasskeyAgain(Passkey, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more, before something important is changed."""


class RenamePasskey(Ours, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""
