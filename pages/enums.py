"""Fixed values of the set-up."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Step(TextChoices):
    """What the set-up asks for, in this order."""

    ACCOUNT = "account", _("Your account")
    ORGANISATION = "organisation", _("Your organisation")
    HELP = "help", _("Crisis lines")
    PEOPLE = "people", _("Who reads and answers")
    PLACES = "places", _("Places")
    COUNCIL = "council", _("The council")
