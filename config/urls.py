"""Addresses of the members' site; in the embedded mode the door's too."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from config import health
from core.openness import open_to_all
from embedded import views as embedded
from feedback.urls import WITHOUT_LANGUAGE
from meetings.public_urls import minutes_urls
from notifications.urls import by_hand_urls
from pages import views as pages

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
# allauth's, where somebody tries to sign in too often.
handler429 = "core.errors.too_many"
handler500 = "drafts.errors.server_error"

door: list[URLPattern | URLResolver] = i18n_patterns(path("feedback/", include("feedback.urls")))
if settings.DOOR_URL:
    # In production the door is another process on a host name of its own; links to it that end up here lead there.
    _languages = "|".join(dict(settings.LANGUAGES))
    door = [re_path(rf"^(?:{_languages})/feedback/", pages.to_the_door)]
demo: list[URLPattern | URLResolver] = []
if settings.EMBEDDED:
    demo.append(path("sent/", embedded.sent, name="sent"))
    demo.append(path("components/", embedded.components, name="components"))

urlpatterns = [
    path("healthz", open_to_all(health.site), name="healthz"),
    path("feedback/", pages.to_the_form, name="door"),
    *(path(route, pages.to_the_form) for route in WITHOUT_LANGUAGE),
    *door,
    *i18n_patterns(
        path("", include("pages.public_urls")),
        path("changes/", include("tracker.public_urls")),
        path("council/apply/", include("council.public_urls")),
        path("minutes/", include(minutes_urls)),
    ),
    path("home/", pages.home, name="home"),
    path("guide/", pages.guide, name="guide"),
    path("setup/", include("pages.urls")),
    path("", include("desk.urls")),
    path("", include("tracker.urls")),
    path("", include("keys.urls")),
    path("", include("retention.urls")),
    path("typed/", include("drafts.urls")),
    path("policies/", include("policies.urls")),
    path("translations/", include("translations.urls")),
    path("meetings/", include("meetings.urls")),
    path("messages/by-hand/", include(by_hand_urls)),
    path("calendar/", include("meetings.public_urls")),
    path("notifications/", include("notifications.urls")),
    path("council/", include("council.urls")),
    path("insights/", include("insights.urls")),
    path("accounts/", include("people.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("config.api_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    *demo,
]
