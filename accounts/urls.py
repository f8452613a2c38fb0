"""Addresses of one's own account and of the administrators' pages, under /accounts/, before allauth's."""

from django.urls import path, re_path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("needs/", views.needs, name="needs"),
    path("needs/<int:pk>/forget/", views.forget_need, name="forget_need"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<uuid:pk>/", views.person, name="person"),
    path("people/<uuid:pk>/address/", views.change_address, name="change_address"),
    path("log/", views.log, name="log"),
    # Nobody changes or adds an address alone: these stand before allauth's pages of the same addresses.
    path("email/", views.nothing_here),
    path("confirm-email/", views.nothing_here),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", views.nothing_here),
]
