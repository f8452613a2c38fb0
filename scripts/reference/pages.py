"""The pages of docs/reference/, by the names of their files."""

from collections.abc import Callable

from scripts.reference import addresses, commands, data, lives, variables, who_may

# Called with English switched on; none of them asks the database.
PAGES: dict[str, Callable[[], str]] = {
    "addresses.md": addresses.page,
    "commands.md": commands.page,
    "data.md": data.page,
    "lives.md": lives.page,
    "settings.md": variables.page,
    "who-may.md": who_may.page,
}
