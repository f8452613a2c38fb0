"""Going through the form by the buttons that are really on its pages."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.test import Client

from feedback import codes
from tests.rig import pages
from tests.rig.pages import Page


def press(client: Client, page: Page, step: str, *, status: int = 200, **typed: str) -> Page:
    """Press the button of this step, with what is typed, at the address that the page gives."""
    button = page.one("button", name="step", value=step)
    form = next((parent for parent in _above(page, button) if parent.tag == "form"), None)
    if form is None:
        form = page.one("form", id=button.get("form", ""))
    address = button.get("formaction") or form.get("action") or ""
    token = next(field.get("value") for field in form.iter("input") if field.get("name") == "token")
    return pages.post(client, address, {"token": token, "step": step, **typed}, status=status)


def _above(page: Page, element: Element) -> Iterator[Element]:
    while (parent := page.parents.get(element)) is not None:
        yield parent
        element = parent


def code_on(page: Page) -> str:
    """Return the code that a page shows."""
    return codes.read(page.text("bdi", class_="receipt__code"))


def addresses_out(page: Page, stay: str) -> set[str]:
    """Return where links, forms and buttons lead, but for addresses under `stay` and places on the page itself."""
    found = {element.get(name, "") for element in page.root.iter() for name in ("href", "action", "formaction")}
    kept = {address for address in found if address and not address.startswith(("#", "/static/"))}
    return {address for address in kept if stay not in address}
