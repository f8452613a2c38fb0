"""What somebody signed in with, as coarse as it helps to recognise: the kind of browser and of device, no version."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first that is found counts: most browsers also name those they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> list[str]:
    """Return the names of the browser and the system; each empty where it is not known."""
    return [_first(user_agent, BROWSERS), _first(user_agent, SYSTEMS)]


def in_words(device: list[str]) -> str:
    """Return them as somebody reads them."""
    browser, system = device
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser we do not know")


def _first(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    for sign, name in names:
        if sign in user_agent:
            return name
    return ""
