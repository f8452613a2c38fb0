"""Why words are kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """What kept the words from being sent."""

    TYPING = "typing", _("You had not sent it yet.")
    SIGNED_OUT = "signed_out", _("You were signed out before it was sent.")
    REFUSED = "refused", _("The page could not take it.")
    FAILED = "failed", _("Something went wrong on our side.")
