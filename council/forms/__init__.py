"""Input about councils, by subject."""

from council.forms.terms import Appoint, End, PersonField

__all__ = ["Appoint", "End", "PersonField"]
