"""Synonyms, and editors and administrators who may keep them."""

from django.db import migrations, models

KEEPING = ("view", "add", "change", "delete")


def allow(apps, schema_editor):
    """Django makes the permissions itself only after all migrations; made here by the same names, they are left alone."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="search", model="synonymgroup"
    )
    for action in KEEPING:
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_synonymgroup",
            defaults={"name": f"Can {action} group of synonyms"},
        )
        for group in apps.get_model("auth", "Group").objects.filter(name__in=("editors", "administrators")):
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_editors_manage_search")]

    operations = [
        migrations.AddField(model_name="indexstate", name="synonyms", field=models.UUIDField(null=True)),
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "terms",
                    models.TextField(
                        help_text="One on each line: words or expressions, in any language, abbreviations, names of drugs.",
                        verbose_name="terms",
                    ),
                ),
                (
                    "one_way",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Whoever looks for the first term finds the others too, but not the other way round."
                        ),
                        verbose_name="one way",
                    ),
                ),
            ],
            options={
                "verbose_name": "group of synonyms",
                "verbose_name_plural": "synonyms",
                "ordering": ["terms"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("terms__contains", "\n")), name="synonyms_at_least_two"
                    )
                ],
            },
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
