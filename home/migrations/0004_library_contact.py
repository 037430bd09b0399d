"""The library's contact, kept by administrators."""

from django.db import migrations, models


def allow(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model="librarycontact"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="change_librarycontact",
        defaults={"name": "Can change contact of the library"},
    )
    apps.get_model("auth", "Group").objects.get(name="administrators").permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("home", "0003_guides"), ("repository", "0003_groups")]

    operations = [
        migrations.CreateModel(
            name="LibraryContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("page", models.URLField(blank=True, verbose_name="page on the library's site")),
                (
                    "hours",
                    models.CharField(
                        blank=True,
                        help_text="Such as: room 210, weekdays 9:00–17:00.",
                        max_length=200,
                        verbose_name="where and when",
                    ),
                ),
            ],
            options={"verbose_name": "contact of the library"},
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
