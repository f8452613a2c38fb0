"""Everything that writes at the door. Nobody is named, because nobody is known."""

from feedback.actions.after import ask_to_be_told, kept_until
from feedback.actions.drafts import go_on, pause, throw_away
from feedback.actions.equality import store_answers
from feedback.actions.files import let_go, stage, unstage
from feedback.actions.forgetting import (
    erase_again,
    forget_conversations,
    forget_tallies,
    forget_waiting,
    forget_words,
    withhold_again,
)
from feedback.actions.notices import publish_key, send_notice, show_promise, show_status
from feedback.actions.returning import Receipt, add_words, answer_version, choose, erase, receipt_of, rotate
from feedback.actions.shuffling import forget_log, shuffle_conversations, shuffle_drafts
from feedback.actions.submitting import (
    CodeReplacedError,
    FilesMissingError,
    NoSealingKeyError,
    NotStoredError,
    Sent,
    submit,
)
from feedback.content import FeedbackContent

__all__ = [
    "CodeReplacedError",
    "FeedbackContent",
    "FilesMissingError",
    "NoSealingKeyError",
    "NotStoredError",
    "Receipt",
    "Sent",
    "add_words",
    "answer_version",
    "ask_to_be_told",
    "choose",
    "erase",
    "erase_again",
    "forget_conversations",
    "forget_log",
    "forget_tallies",
    "forget_waiting",
    "forget_words",
    "go_on",
    "kept_until",
    "let_go",
    "pause",
    "publish_key",
    "receipt_of",
    "rotate",
    "send_notice",
    "show_promise",
    "show_status",
    "shuffle_conversations",
    "shuffle_drafts",
    "stage",
    "store_answers",
    "submit",
    "throw_away",
    "unstage",
    "withhold_again",
]
