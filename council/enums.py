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


class Share(TextChoices):
    """How many of the people on a council have lived experience, in words: a small number could point at somebody."""

    ALL = "all", _("Everybody on this council has lived experience or cares for somebody who has.")
    MOST = "most", _("Most people on this council have lived experience or care for somebody who has.")
    HALF = "half", _("Half of the people on this council have lived experience or care for somebody who has.")
    FEW = "few", _("Less than half of the people on this council have lived experience or care for somebody who has.")
    NONE = "none", _("Nobody with lived experience is on this council at present.")
