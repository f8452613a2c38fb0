"""What the tracker shows on the pages of the apps below it."""

from tracker.panels import home, pages


def fill_slots() -> None:
    """Put everything where it is shown."""
    pages.fill_slots()
    home.fill_slots()
