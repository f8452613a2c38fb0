"""Addresses of the set-up, under /setup/."""

from django.urls import path

from pages.enums import Step
from pages.views import setup

app_name = "setup"
urlpatterns = [
    path("", setup.overview, name="overview"),
    path("organisation/", setup.organisation, name=Step.ORGANISATION.value),
    path("help/", setup.help_lines, name=Step.HELP.value),
    path("people/", setup.people, name=Step.PEOPLE.value),
    path("places/", setup.places, name=Step.PLACES.value),
    path("council/", setup.council, name=Step.COUNCIL.value),
    path("mail/", setup.mail, name="mail"),
    path("door/", setup.door, name="door"),
    # Last: a token may be any word.
    path("<str:token>/", setup.begin, name="begin"),
]
