"""What the door asks. Nothing is required but one word, rating, picture or recording of your own."""

from feedback.forms.after import Equality, TellMe
from feedback.forms.easy import OneBetter, OneCouncil, OneHelped, OneKeepFrom, OnePublic, OneText
from feedback.forms.fields import WithoutCode
from feedback.forms.files import AddFile
from feedback.forms.giving import (
    About_,
    Faces,
    Notes,
    Place,
    Ratings,
    Readers,
    Words,
)
from feedback.forms.returning import Addition, Choices, Code, SaidOfChange, SaidOfVersion

__all__ = [
    "About_",
    "AddFile",
    "Addition",
    "Choices",
    "Code",
    "Equality",
    "Faces",
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
    "TellMe",
    "WithoutCode",
    "Words",
]
