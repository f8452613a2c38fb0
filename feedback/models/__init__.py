"""Sealed words, the public keys they are sealed to, and the conversation a receipt opens.

No column here names, counts or times a person: random keys, dates without clock times, ciphertext. Nothing points
to another app (lock 3).
"""

from feedback.models.apart import Contact, Draft, EqualityAnswers, LinkedAnswers, Tally
from feedback.models.conversations import DataKey, Feedback, Message, Step
from feedback.models.files import File
from feedback.models.keys import SealingKey
from feedback.models.places import Place

__all__ = [
    "Contact",
    "DataKey",
    "Draft",
    "EqualityAnswers",
    "Feedback",
    "File",
    "LinkedAnswers",
    "Message",
    "Place",
    "SealingKey",
    "Step",
    "Tally",
]
