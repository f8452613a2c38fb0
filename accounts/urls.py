"""Addresses of one's own account and of the administrators' pages, under /accounts/, before allauth's."""

from django.urls import path, re_path

from accounts.views import account, directory, log, own, people, security, sign_in, welcome

app_name = "accounts"
urlpatterns = [
    path("me/", account.me, name="me"),
    path("name/", own.name, name="name"),
    path("name/withdraw/", own.withdraw_name, name="withdraw_name"),
    path("contact/", own.contact, name="contact"),
    path("needs/", own.needs, name="needs"),
    path("needs/<int:pk>/confirm/", own.confirm_need, name="confirm_need"),
    path("needs/<int:pk>/forget/", own.forget_need, name="forget_need"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/<slug:name>/", welcome.step, name="welcome_step"),
    path("tokens/", account.tokens, name="tokens"),
    path("tokens/<uuid:pk>/revoke/", account.revoke_token, name="revoke_token"),
    path("people/", people.people, name="people"),
    # Invitations are of an app above, which answers at this address.
    path("people/invite/", account.nothing_here, name="invite"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/address/", people.change_address, name="change_address"),
    path("people/<uuid:pk>/roles/", people.give_role, name="give_role"),
    path("people/<uuid:pk>/roles/<int:grant>/", people.take_role, name="take_role"),
    path("people/<uuid:pk>/recover/", security.recover, name="recover"),
    path("sessions/", security.own_sessions, name="sessions"),
    path("sessions/end-others/", security.end_other_sessions, name="end_other_sessions"),
    path("sessions/<slug:name>/end/", security.end_session, name="end_session"),
    path("undo/", account.undo, name="undo"),
    path("log/", log.log, name="log"),
    path("log/breaks/<int:pk>/", log.look_into_break, name="look_into_break"),
    path("sign-in/directory/", directory.sign_in, name="sign_in_directory"),
    path("sign-in/directory/again/", directory.ask_again, name="ask_directory_again"),
    # Before allauth's pages of the same addresses.
    path("login/", sign_in.Login.as_view()),
    path("login/code/confirm/", sign_in.ConfirmCode.as_view()),
    path("2fa/webauthn/keys/<int:pk>/remove/", security.RemovePasskey.as_view(), name="remove_passkey"),
    # Nobody connects or takes apart accounts themselves, and the way to the directory is a button of ours.
    path("3rdparty/", account.nothing_here),
    path("3rdparty/login/cancelled/", directory.cancelled),
    path("3rdparty/login/error/", account.nothing_here),
    path("3rdparty/signup/", account.nothing_here),
    re_path(r"^social/(?P<key>.*)$", account.nothing_here),
    re_path(r"^oidc/(?P<key>[^/]+)/login/$", account.nothing_here),
    # Nobody changes or adds an address themselves: these come before allauth's pages of the same addresses.
    path("email/", account.nothing_here),
    path("confirm-email/", account.nothing_here),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account.nothing_here),
]
