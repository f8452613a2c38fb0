"""Fixed values about councils."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatKind(TextChoices):
    """Whose experience a seat is for."""

    LIVED_EXPERIENCE = "lived_experience", _("Lived experience")
    CARER_FAMILY = "carer_family", _("Carer or family")
    STAFF = "staff", _("Staff")
    GUEST = "guest", _("Guest")


# Whose seats vote: staff and guests advise.
LIVED = frozenset({SeatKind.LIVED_EXPERIENCE, SeatKind.CARER_FAMILY})


class Share(TextChoices):
    """How many of the people on a council have lived experience, in words: a small number could point at somebody."""

    ALL = "all", _("Everyone on this council has used services, or cares for someone who has.")
    MOST = "most", _("Most people on this council have used services, or care for someone who has.")
    HALF = "half", _("Half of the people on this council have used services, or care for someone who has.")
    FEW = "few", _("Less than half of the people on this council have used services, or care for someone who has.")
    NONE = "none", _("At the moment nobody holds a seat for people who have used services or for their families.")
