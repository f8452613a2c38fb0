"""Everything that writes at the door. Nobody is named, because nobody is known."""

from feedback.actions.after import ask_to_be_told, count, kept_until
from feedback.actions.drafts import go_on, pause, throw_away
from feedback.actions.files import stage, unstage
from feedback.actions.forgetting import (
    erase_again,
    forget_conversations,
    forget_tallies,
    forget_waiting,
    forget_words,
    withhold_again,
)
from feedback.actions.giving import FilesGone, Moved, NoKey, NotKept, Sent, Words, submit
from feedback.actions.returning import Receipt, add_words, choose, erase, receipt_of, rotate, say_of_version
from feedback.actions.telling import publish_key, show_promise, show_status, tell

__all__ = [
    "FilesGone",
    "Moved",
    "NoKey",
    "NotKept",
    "Receipt",
    "Sent",
    "Words",
    "add_words",
    "ask_to_be_told",
    "choose",
    "count",
    "erase",
    "erase_again",
    "forget_conversations",
    "forget_tallies",
    "forget_waiting",
    "forget_words",
    "go_on",
    "kept_until",
    "pause",
    "publish_key",
    "receipt_of",
    "rotate",
    "say_of_version",
    "show_promise",
    "show_status",
    "stage",
    "submit",
    "tell",
    "throw_away",
    "unstage",
    "withhold_again",
]
