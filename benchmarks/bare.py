"""The yardstick: a bare Django view that does the same sealing and one insert, and nothing else.

No pages in between, no translation, no checks, no style: what is left when everything that serves people is taken
away. Started by `benchmarks.intake` with the settings module below, on the same database and server as ours.
"""

from __future__ import annotations

import datetime
import uuid

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from feedback import codes, queries, sealing

TABLE = "CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, lookup {0}, body {0}, item_key {0}, private {0})"
FORM = b"<!DOCTYPE html><title>x</title><form method=post><textarea name=text></textarea><button>Send</button></form>"


def view(request: HttpRequest) -> HttpResponse:
    """GET a form; POST seals a text to a new code and keeps it in one row."""
    if request.method != "POST":
        return HttpResponse(FORM)
    row, code = uuid.uuid4(), codes.new()
    month = queries.current_key(datetime.datetime.now(tz=datetime.UTC).date())
    if month is None:
        return HttpResponse(status=503)
    opened, key, number = codes.opened(code), sealing.new_key(), bytes(month.number)
    _public, private = sealing.new_keypair()
    body = sealing.wrap(
        sealing.padded({"text": request.POST["text"]}), key, place=sealing.place_of("bare", "body", row), number=number
    )
    sealed = sealing.seal(key, bytes(month.public_key), place=sealing.item_key_place(row), number=number)
    wrapped = sealing.wrap(private, opened.wrap_key, place=sealing.place_of("bare", "private", row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare VALUES (%s, %s, %s, %s, %s)", [str(row), opened.lookup, body, sealed, wrapped])
    return HttpResponse(code)


urlpatterns = [path("", view)]
