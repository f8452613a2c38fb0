"""Addresses of the members' site; in the embedded mode the door's too."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from config import health, public, sent
from core.openness import open_to_all
from feedback.urls import WITHOUT_LANGUAGE

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"

_languages = "|".join(code for code, _name in settings.LANGUAGES)
# In production the door is another process on a host name of its own; links to it that end up here lead there.
door: list[URLPattern | URLResolver] = (
    [re_path(rf"^(?:{_languages})/feedback/", public.to_the_door)]
    if settings.DOOR_URL
    else i18n_patterns(path("feedback/", include("feedback.urls")))
)
demo: list[URLPattern | URLResolver] = [path("sent/", sent.sent, name="sent")] if settings.EMBEDDED else []

urlpatterns = [
    path("healthz", open_to_all(health.site), name="healthz"),
    path("feedback/", public.to_the_form, name="door"),
    *(path(route, public.to_the_form) for route in WITHOUT_LANGUAGE),
    *door,
    *i18n_patterns(
        path("", public.home, name="home"),
        path("changes/", include("tracker.public_urls")),
        path("accessibility/", public.accessibility, name="accessibility"),
        path("privacy/", public.privacy, name="privacy"),
    ),
    path("", include("tracker.urls")),
    path("meetings/", include("meetings.urls")),
    path("notifications/", include("notifications.urls")),
    path("council/", include("council.urls")),
    path("insights/", include("insights.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    *demo,
]
