"""What deposits remember of unfinished typing, and the review that every submitted work goes through."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

WORKFLOW = "Editors' review"


def create_review(apps, schema_editor):
    """One approval by the group “editors”, assigned to outputs. Django makes content types only after all migrations."""
    content_type = apps.get_model("contenttypes", "ContentType").objects
    approval, _ = content_type.get_or_create(app_label="wagtailcore", model="groupapprovaltask")
    output, _ = content_type.get_or_create(app_label="repository", model="output")
    task = apps.get_model("wagtailcore", "GroupApprovalTask").objects.create(
        name=WORKFLOW, active=True, content_type=approval
    )
    task.groups.add(apps.get_model("auth", "Group").objects.get(name="editors"))
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=WORKFLOW, active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task=task, sort_order=0)
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(workflow=workflow, content_type=output)


class Migration(migrations.Migration):
    dependencies = [("repository", "0003_groups")]

    operations = [
        migrations.CreateModel(
            name="StepInput",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("files", "Files"),
                            ("describe", "Describe"),
                            ("people", "People and partners"),
                            ("access", "Access and licence"),
                            ("review", "Review and submit"),
                        ],
                        max_length=10,
                    ),
                ),
                ("data", models.JSONField()),
                ("checked", models.BooleanField(default=False)),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "output",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="step_inputs",
                        to="repository.output",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("output", "user", "step"), name="one_input_per_step_and_user")
                ],
            },
        ),
        migrations.RunPython(create_review, migrations.RunPython.noop),
    ]
