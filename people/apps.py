"""How people come, what hangs on them, and how they leave."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Invitations, codes to sign in, the first sign-in, handing over, and my data."""

    name = "people"
