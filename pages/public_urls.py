"""Addresses of the pages that belong to no app, under the language of the page."""

from django.urls import path

from pages import views

# Once per language, so that a page can be passed on, and printed, in one (ADR 6).
urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
