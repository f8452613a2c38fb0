"""Words about translations with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TextState(TextChoices):
    """How far a translation can be trusted."""

    SOURCE = "source", _("Original")
    DRAFT = "draft", _("Draft translation, not checked")
    REVIEWED = "reviewed", _("Translation checked by a qualified person")
    STALE = "stale", _("Translation of an older text")
