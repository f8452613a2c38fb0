"""What was booked is stored in another way: it belongs to the meeting now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("meetings", "0001_initial")]

    operations = [migrations.DeleteModel(name="AccessBooking")]
