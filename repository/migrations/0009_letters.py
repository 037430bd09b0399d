"""Letters, and who looks after them: editors see them, administrators write their wordings."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


NAMES = {
    "view_letter": "Can view letter",
    "retry_letter": "Can have failed letters sent again",
    "change_letterwording": "Can change wording of a letter",
}
ALLOWED = {
    "editors": (("letter", "view_letter"), ("letter", "retry_letter")),
    "administrators": (
        ("letter", "view_letter"),
        ("letter", "retry_letter"),
        ("letterwording", "change_letterwording"),
    ),
}


def allow(apps, schema_editor):
    """Django makes permissions only after all migrations, so they are made here by the names it would give them."""
    for group_name, permissions in ALLOWED.items():
        group = apps.get_model("auth", "Group").objects.get(name=group_name)
        for model, codename in permissions:
            content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
                app_label="repository", model=model
            )
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": NAMES[codename]}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("repository", "0008_slow_pictures"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterSettings",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="letter_settings",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ru", "Русский"), ("be", "Беларуская")],
                        max_length=12,
                        verbose_name="language of letters",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MailServerTrouble",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("said", models.TextField()),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="mail_server_trouble_is_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="letter")),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="cause")),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="address")),
                ("display_name", models.CharField(blank=True, max_length=200, verbose_name="recipient")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ru", "Русский"), ("be", "Беларуская")],
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(max_length=400, verbose_name="subject")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("html", models.TextField(blank=True)),
                ("link", models.CharField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("gathered", "waiting for others to come along"),
                            ("sent", "sent"),
                            ("in-digest", "part of a gathered letter"),
                            ("failed", "failed"),
                            ("unwanted", "not sent: not wanted"),
                            ("closed", "not sent: account closed"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("last_error", models.TextField(blank=True, verbose_name="last error")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("next_try_at", models.DateTimeField(blank=True, null=True, verbose_name="next attempt")),
                (
                    "digest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gathered",
                        to="repository.letter",
                    ),
                ),
                (
                    "output",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters",
                        to="repository.output",
                        verbose_name="work",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "ordering": ["-pk"],
                "permissions": [("retry_letter", "Can have failed letters sent again")],
                "default_permissions": ("view",),
                "indexes": [
                    models.Index(fields=["state", "next_try_at"], name="letter_due"),
                    models.Index(fields=["user", "name", "created_at"], name="letter_of_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("name", "key", "address"),
                        name="letter_once_for_a_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_try_at__isnull", False), ("state__in", ("waiting", "gathered"))),
                            models.Q(
                                models.Q(("state__in", ("waiting", "gathered")), _negated=True), ("next_try_at", None)
                            ),
                            _connector="OR",
                        ),
                        name="letter_to_come_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                            _connector="OR",
                        ),
                        name="letter_sent_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest__isnull", False), ("state", "in-digest")),
                            models.Q(models.Q(("state", "in-digest"), _negated=True), ("digest", None)),
                            _connector="OR",
                        ),
                        name="letter_in_digest_has_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(blank=True, max_length=254)),
                ("name", models.CharField(max_length=60)),
                (
                    "delivery",
                    models.CharField(
                        choices=[("at-once", "at once"), ("daily", "one letter a day"), ("never", "not at all")],
                        max_length=10,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), ("user__isnull", False)),
                            models.Q(("user", None), models.Q(("address", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="letter_choice_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("user", "name"),
                        name="letter_choice_once_for_a_user",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("address", "name"),
                        name="letter_choice_once_for_an_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterWording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="letter")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("ru", "Русский"), ("be", "Беларуская")],
                        max_length=12,
                        verbose_name="language",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("is_default", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "wording of a letter",
                "verbose_name_plural": "wordings of letters",
                "ordering": ["-number"],
                "default_permissions": ("change",),
                "constraints": [
                    models.UniqueConstraint(fields=("name", "language", "number"), name="letter_wording_follows_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body", ""), ("is_default", True), ("subject", "")),
                            models.Q(
                                ("is_default", False),
                                models.Q(("subject", ""), _negated=True),
                                models.Q(("body", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_wording_says_something",
                        violation_error_message="A letter needs a subject and a text.",
                    ),
                ],
            },
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
