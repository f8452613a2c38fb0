"""Reads about people who come."""

from people.queries.joining import by_token, code_of, invitations_visible_to, without_email

__all__ = ["by_token", "code_of", "invitations_visible_to", "without_email"]
