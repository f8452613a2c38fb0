"""The yardstick: a bare Django view that does the same sealing and one insert, and nothing else.

No pages in between, no translation, no checks, no style: what is left when everything that serves people is taken
away. Started by `benchmarks.rig` with the settings module below, on the same database and server as ours.
"""

from __future__ import annotations

import datetime
import uuid

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from feedback import codes, queries, sealing

TABLE = "CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, lookup {0}, body {0}, data_key {0}, private {0})"
FORM = b"<!DOCTYPE html><title>x</title><form method=post><textarea name=text></textarea><button>Send</button></form>"


def view(request: HttpRequest) -> HttpResponse:
    """GET a form; POST seals a text to a new code and keeps it in one row."""
    if request.method != "POST":
        return HttpResponse(FORM)
    row = uuid.uuid4()
    code = codes.new()
    month = queries.current_key(datetime.datetime.now(tz=datetime.UTC).date())
    if month is None:
        return HttpResponse(status=503)
    # As slow as at the door: otherwise the ratio would show the derivation of a key and little else.
    opened = codes.opened(code)
    key = sealing.new_key()
    number = bytes(month.number)
    _public, private = sealing.new_keypair()
    body = sealing.wrap(
        sealing.pack({"text": request.POST["text"]}),
        key,
        associated_data=sealing.cell("bare", "body", row),
        number=number,
    )
    sealed = sealing.seal(key, bytes(month.public_key), associated_data=sealing.data_key_cell(row), number=number)
    wrapped = sealing.wrap(private, opened.wrap_key, associated_data=sealing.cell("bare", "private", row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare VALUES (%s, %s, %s, %s, %s)", [str(row), opened.lookup, body, sealed, wrapped])
    return HttpResponse(code)


urlpatterns = [path("", view)]
