"""Editors see failed background jobs and start them again."""

from django.db import migrations


def allow(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="jobs", model="workerheartbeat"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="retry_job",
        defaults={"name": "Can see failed background jobs and start them again"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("editors", "administrators")):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("repository", "0005_constraint_sentences"), ("jobs", "0001_initial")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
