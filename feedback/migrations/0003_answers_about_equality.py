"""Answers about equality: sealed rows that wait to be counted, and those that somebody let us keep beside their words."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


# The door may add answers beside any feedback, because their page knows no code, and take away those of a receipt that
# was presented (0002). It sees none of them.
OF_RECEIPT = "feedback_id IN (SELECT id FROM feedback_feedback)"


def lock(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    table = "feedback_linkedanswers"
    schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    schema_editor.execute(f"CREATE POLICY insert_by_the_door ON {table} FOR INSERT WITH CHECK (true)")
    for verb in ("SELECT", "DELETE"):
        schema_editor.execute(f"CREATE POLICY {verb.lower()}_with_receipt ON {table} FOR {verb} USING ({OF_RECEIPT})")


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0002_rows_of_a_receipt'),
    ]

    operations = [
        migrations.CreateModel(
            name='EqualityAnswers',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kept_until', models.DateField()),
                ('sealed', models.BinaryField()),
            ],
        ),
        migrations.AlterField(
            model_name='sealingkey',
            name='kind',
            field=models.CharField(choices=[('month', 'Feedback of one month'), ('files', 'Files that wait to be made safe'), ('notices', 'Where to say that an answer is ready'), ('equality', 'Answers about equality')], default='month', max_length=10),
        ),
        migrations.CreateModel(
            name='LinkedAnswers',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField()),
                ('feedback', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='linked_answers', to='feedback.feedback')),
            ],
        ),
        migrations.RunPython(lock, migrations.RunPython.noop, elidable=False),
    ]
