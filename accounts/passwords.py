"""What a password must be, told in our own sentences."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    """Refuses what is short."""

    def get_error_message(self) -> str:
        """Return what to do."""
        return ngettext(
            "This password is short. Please use at least %(min_length)d letter or sign.",
            "This password is short. Please use at least %(min_length)d letters or signs.",
            self.min_length,
        )


class NotCommon(password_validation.CommonPasswordValidator):
    """Refuses what many people use."""

    def get_error_message(self) -> str:
        """Return what to do."""
        return _("Many people use this password, so others can guess it. Please use a few words that belong to you.")


class NotAboutYou(password_validation.UserAttributeSimilarityValidator):
    """Refuses what is like the person's address or name."""

    def get_error_message(self) -> str:
        """Return what to do."""
        return _("This password is close to your name or email address. Please use other words.")
