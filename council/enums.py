"""Words about councils with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatKind(TextChoices):
    """Whose experience a seat is for."""

    LIVED_EXPERIENCE = "lived_experience", _("Lived experience")
    CARER_FAMILY = "carer_family", _("Carer or family")
    STAFF = "staff", _("Staff")
    GUEST = "guest", _("Guest")


LIVED = frozenset({SeatKind.LIVED_EXPERIENCE, SeatKind.CARER_FAMILY})
