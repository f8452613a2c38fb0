"""What the variables mean that only docker compose or make read; `variables` refuses one missing here, or in vain.

Those of the service are explained where they are declared: `config/variables.py`.
"""

MEANINGS = {
    "ANSWERABLE_IMAGE": "name of the image to run",
    "ARGS": "handed to pytest or to the benchmark",
    "DOOR_HOST": "host name of the feedback door",
    "PYTHON": "interpreter to make `.venv` with; the first of python3, python3.11 … that is new enough",
    "SITE_HOST": "host name of the members' site",
    "TLS_DIR": "folder with the certificates",
    "UPGRADE": "`make requirements UPGRADE=1` moves to new releases",
    "WORKERS": "how many tests run side by side",
}
