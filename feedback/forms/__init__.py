"""What the door asks. Nothing is required but one word, rating, picture or recording of your own."""

from feedback.forms.after import Equality, TellMe
from feedback.forms.easy import OneBetter, OneCouncil, OneHelped, OneKeepFrom, OnePublic, OneText
from feedback.forms.fields import NoReceiptForm
from feedback.forms.files import AddFile
from feedback.forms.questions import BriefReaders, Faces, Notes, Place, Ratings, Readers, Speaker, WhatHappened
from feedback.forms.returning import Addition, Choices, Code, SaidOfChange, SaidOfVersion

__all__ = [
    "AddFile",
    "Addition",
    "BriefReaders",
    "Choices",
    "Code",
    "Equality",
    "Faces",
    "NoReceiptForm",
    "Notes",
    "OneBetter",
    "OneCouncil",
    "OneHelped",
    "OneKeepFrom",
    "OnePublic",
    "OneText",
    "Place",
    "Ratings",
    "Readers",
    "SaidOfChange",
    "SaidOfVersion",
    "Speaker",
    "TellMe",
    "WhatHappened",
]
