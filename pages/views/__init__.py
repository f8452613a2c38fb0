"""Pages that belong to no app: the public ones and the home page, and the set-up."""

from pages.views.public import accessibility, first_page, guide, home, privacy, to_the_door, to_the_form

__all__ = ["accessibility", "first_page", "guide", "home", "privacy", "to_the_door", "to_the_form"]
