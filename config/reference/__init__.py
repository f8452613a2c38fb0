"""The pages of docs/reference/, written from the code they describe."""

from collections.abc import Callable

from config.reference import addresses, commands, data, lives, variables

# Called with English switched on; none of them asks the database.
PAGES: dict[str, Callable[[], str]] = {
    "addresses.md": addresses.page,
    "commands.md": commands.page,
    "data.md": data.page,
    "lives.md": lives.page,
    "settings.md": variables.page,
}
