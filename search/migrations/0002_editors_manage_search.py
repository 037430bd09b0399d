"""Editors and administrators see the state of the search, try what failed again, and have the index rebuilt."""

from django.db import migrations


def allow(apps, schema_editor):
    """Django makes the permission itself only after all migrations; made here by the same name, it is left alone."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="search", model="indexedobject"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="manage_search",
        defaults={"name": "Can see the state of the search index and have it rebuilt"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=("editors", "administrators")):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_outbox"), ("repository", "0003_groups")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
