"""Addresses of the register of policies."""

from django.urls import path

from policies import views

app_name = "policies"
urlpatterns = [
    path("", views.listed, name="list"),
    # Before the short names of policies: the form refuses this one.
    path("new/", views.add, name="add"),
    path("<slug:slug>/", views.policy, name="policy"),
    path("<slug:slug>/adopt/", views.adopt, name="adopt"),
    path("<slug:slug>/versions/<int:number>/", views.version, name="version"),
]
