"""What people read where allauth would speak: our own sentences under its names, so that our catalogues hold them.

Each says what to do next. None says whether we know an address.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

_WAIT = _("There were many tries in a short time. Please wait a few minutes and try again, or ask for a code by email.")
_CODE = _("This is not the code we expect. Please check each letter and number, and use the newest code.")
_PASSWORD = _("This is not your password. Please try again, or choose “Forgot your password?”.")
_ADDRESS = _("Please ask an administrator to change an email address. Nobody can do it here.")
_LINK = _("This link no longer works. Please ask for a new one.")
# Under every name that allauth has, so that a test can say which are missing after an upgrade.
SIGN_IN = {
    "account_inactive": _("You cannot sign in with this account. Please ask an administrator."),
    "cannot_remove_primary_email": _ADDRESS,
    "duplicate_email": _ADDRESS,
    "email_password_mismatch": _(
        "The email address and the password do not belong together. Please check both, or sign in with a code by email."
    ),
    "email_taken": _ADDRESS,
    "enter_current_password": _PASSWORD,
    "incorrect_code": _CODE,
    "incorrect_password": _PASSWORD,
    "invalid_login": _("Please write your email address in full, for example name@example.org."),
    "invalid_or_expired_key": _LINK,
    "invalid_password_reset": _LINK,
    "max_email_addresses": _ADDRESS,
    "phone_password_mismatch": _ADDRESS,
    "phone_taken": _ADDRESS,
    "rate_limited": _WAIT,
    "same_as_current": _("This is the same as before. Please write a new one."),
    "select_only_one": _("Please fill in one field only."),
    "too_many_login_attempts": _WAIT,
    "unknown_email": _ADDRESS,
    "unknown_phone": _ADDRESS,
    "unverified_primary_email": _ADDRESS,
    "username_blacklisted": _ADDRESS,
    "username_password_mismatch": _ADDRESS,
    "username_taken": _ADDRESS,
}
SECOND_STEP = {
    "add_email_blocked": _ADDRESS,
    "cannot_delete_authenticator": _(
        "Your work here needs a second step. Add another one first, then you can remove this one."
    ),
    "cannot_generate_recovery_codes": _("Please set up a code app or a passkey first. Then you can make spare codes."),
    "incorrect_code": _CODE,
    "unverified_email": _ADDRESS,
}
SECOND_STEP_FIRST = _(
    "Before you go on, please add a second step: a passkey or a code app. It protects what people have told us."
)
SHOW_SECOND_STEP = _("You signed in here without your second step. Please use it once, then go on.")
SECOND_STEP_FIRST_FOR_PROGRAMS = _(
    "This account needs a second step first. Please sign in on the website and add a passkey or a code app."
)
DIRECTORY_SILENT = _(
    "This key rests, because your organisation’s sign-in did not answer lately. Please sign in on the website once."
)
DIRECTORY_ONLY = _("Please sign in with the button for your organisation. That is the way in for your account.")
DIRECTORY_CANCELLED = _("You came back without signing in. That is fine. You can try again, or choose another way.")
DIRECTORY_DOWN = _("Your organisation’s sign-in does not answer right now. Please try again in a few minutes.")
DIRECTORY_FAILED = _("Signing in with your organisation did not work this time. Please try again.")
_ELSEWHERE = _("Please ask an administrator. Nobody can connect another account here.")
FROM_DIRECTORY = {
    "connected_other": _ELSEWHERE,
    "disconnect_last": _ELSEWHERE,
    "email_taken": _ELSEWHERE,
    "invalid_token": DIRECTORY_FAILED,
    "no_password": _ELSEWHERE,
    "no_verified_email": _ELSEWHERE,
}
PASSKEY = _("This passkey did not work here. Please try again, or choose another way to sign in.")
PASSWORDS_DIFFER = _("The two passwords are not the same. Please type the new password again.")
CODE_SENT_AGAIN = _("If we know the address, another code is on its way. Please use the newest one.")
CODE_TOO_OLD = _("That code no longer works. Please ask for a new one here.")
OTHER_WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code from your app or a spare code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
