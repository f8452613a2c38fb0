"""Everything that writes about people who come and go."""

from people.actions.adding import add_person
from people.actions.codes import make_code, use_code
from people.actions.invitations import accept, ask_for_new_one, invite, resend, withdraw
from people.actions.reviewing import ask_about_needs

__all__ = [
    "accept",
    "add_person",
    "ask_about_needs",
    "ask_for_new_one",
    "invite",
    "make_code",
    "resend",
    "use_code",
    "withdraw",
]
