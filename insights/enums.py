"""Fixed values of the measures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InTime(TextChoices):
    """How many answers came when they were promised, in words: a count could be small enough to find somebody."""

    ALL = "all", _("Every answer came in the time we promised.")
    MOST = "most", _("Most answers came in the time we promised, some came late.")
    HALF = "half", _("About half of the answers came in the time we promised.")
    FEW = "few", _("Most answers came later than we promised.")
    NONE = "none", _("Every answer came later than we promised.")
    TOO_FEW = "too_few", _("We have given too few answers to say yet whether we keep our promise.")
