"""The download of one's own data, and the receipt of an erasure as text."""

from __future__ import annotations

import io
import json
import zipfile

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from people.models import ErasureReceipt
from people.queries import my_data as queries


def archive(person: User) -> bytes:
    """Return a ZIP of everything that is held about somebody: data.json for programs, my-data.html to read."""
    sections = queries.sections_of(person)
    content = {
        "organisation": settings.ORGANISATION_NAME,
        "made_on": timezone.localdate().isoformat(),
        "account": str(person.pk),
        "data": [
            {
                "about": section.key,
                "label": section.label,
                "rows": [{cell.name: cell.value for cell in row} for row in section.rows],
                "not_included_because": section.not_exported,
            }
            for section in sections
        ],
    }
    page = render_to_string(
        "people/my_data_download.html", {"sections": sections, "person": person, "today": timezone.localdate()}
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("data.json", json.dumps(content, ensure_ascii=False, indent=2))
        folder.writestr("my-data.html", page)
    return packed.getvalue()


def receipt_text(receipt: ErasureReceipt) -> str:
    """Return a receipt as plain text."""
    context = {
        "receipt": receipt,
        "plan": queries.plan_of(receipt),
        "backups_gone_on": queries.backups_gone_on(receipt),
    }
    return render_to_string("people/receipt.txt", context)
