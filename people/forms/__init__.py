"""Input about people who come."""

from people.forms.joining import AddPerson, Again, Invite, TypedCode

__all__ = ["AddPerson", "Again", "Invite", "TypedCode"]
