"""The yardstick of the first page: one page with a form, as somebody would write it by hand in Django.

A template with a loop over five fields, one of them with 22 choices, translated, with Django's own middleware for
security, language and forged requests; no component, no style and no state in the form.
"""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

CHOICES = [(f"{number}", f"{number}") for number in range(22)]


class Form(forms.Form):
    """Five fields, rendered by the template and not by Django's widgets."""

    what = forms.CharField(label=_("What happened?"), help_text=_("You can leave this empty."), required=False)
    good = forms.CharField(label=_("What was good?"), required=False)
    better = forms.CharField(label=_("What could be better?"), required=False)
    where = forms.ChoiceField(label=_("Where was it?"), choices=CHOICES, required=False)
    more = forms.CharField(label=_("Is there anything else?"), required=False)


def page(request: HttpRequest) -> HttpResponse:
    """Show the form."""
    return render(request, "bare/page.html", {"form": Form()})


urlpatterns = [path("", page)]
