"""So much at the door at once as no test sends: only tests of the rate limit itself shall meet it."""

ROOMY = {
    "DOOR_NETWORK_PER_HOUR": "1000000",
    "DOOR_NETWORK_BURST": "1000000",
    "DOOR_SITE_PER_HOUR": "1000000",
    "DOOR_SITE_BURST": "1000000",
    "DOOR_GUESSES_PER_MINUTE": "1000000",
    "DOOR_YOUNGEST_SECONDS": "0",
}
