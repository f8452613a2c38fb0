"""Words about keys with a fixed meaning."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HolderLabel(TextChoices):
    """The three who keep a key for the day on which ours is lost."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


# Whoever comes together, in the order of their letters.
HOLDER_PAIRS = ("AB", "AC", "BC")


class KeyUse(TextChoices):
    """What becomes of a key, by its days."""

    NOW = "now", _("In use")
    LATER = "later", _("Made ahead")
    PAST = "past", _("Expired")
    REPLACED = "replaced", _("Replaced early")
    RETIRED = "retired", _("Destroyed: nothing was left to read")


class KeyFault(TextChoices):
    """What is missing among the keys."""

    NO_MONTH = "no_month", _("There is no key for today. The door takes nothing until there is one.")
    NO_NEXT = "no_next", _("There is no key for next month yet.")
    NO_FILES = "no_files", _("There is no key for files. The door takes no recordings, pictures or documents.")
    NO_NOTICES = "no_notices", _("There is no key for reminders. Nobody can ask to be told that an answer is ready.")
    NO_EQUALITY = "no_equality", _("There is no key for answers about equality. Nobody is asked for them.")
    CLOSED = "closed", _("Some feedback cannot be read, because its key cannot be opened here.")
    NO_HOLDERS = (
        "no_holders",
        _(
            "Fewer than three offices keep a key on paper. If the key-encryption key is lost, nothing can be read"
            " again."
        ),
    )
    NO_COPIES = "no_copies", _("Some keys have no copies for the three offices. Register an office again to make them.")
