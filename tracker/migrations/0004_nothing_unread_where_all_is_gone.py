"""What was erased, or is past its time, has nothing left that somebody could read."""

from django.db import migrations
from django.db.models import F


def count_as_read(apps, _editor):  # noqa: ANN001, ANN201
    """Count what was added to erased feedback as read; nobody can open it any more."""
    item = apps.get_model("tracker", "Item")
    item.objects.filter(status="erased", messages_known__gt=F("messages_seen")).update(
        messages_seen=F("messages_known")
    )


class Migration(migrations.Migration):
    """Counts only; nothing is lost either way."""

    dependencies = [("tracker", "0003_item_messages_known_alter_destruction_clock")]
    operations = [migrations.RunPython(count_as_read, migrations.RunPython.noop)]
