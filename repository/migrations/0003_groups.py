"""The three groups of an installation and what each may do.

Django creates permissions only after all migrations have run, so the ones given here are created here, by the names
that Django and Wagtail would give them; both leave existing ones alone. Wagtail's own two groups give way to ours.
"""

from django.db import migrations
from django.db.models import Q

EDITABLE = ("view", "add", "change", "delete")
PUBLISHABLE = (*EDITABLE, "publish", "lock", "unlock")
DEPOSIT = {("repository", "output"): ("deposit",)}
EDIT = {
    ("wagtailadmin", "admin"): ("access",),
    ("repository", "output"): (*PUBLISHABLE, "deposit", "review"),
    **{
        ("repository", model): EDITABLE for model in ("partner", "person", "subject", "course", "agreement", "activity")
    },
    ("repository", "storedfile"): ("view", "change"),
}
ADMINISTER = {
    **EDIT,
    ("repository", "user"): EDITABLE,
    ("auth", "group"): EDITABLE,
    **{("wagtailcore", model): EDITABLE for model in ("site", "collection", "workflow", "task")},
}
GROUPS = {"faculty": DEPOSIT, "editors": EDIT, "administrators": ADMINISTER}
IN_ADMIN = ("editors", "administrators")
PAGES = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
IMAGES = ("add", "change", "choose")

NAMES = {
    "access_admin": "Can access Wagtail admin",
    "deposit_output": "Can deposit joint works on the site",
    "review_output": "Can review deposits",
}


def permission(apps, app_label, model, action):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    codename = f"{action}_{model}"
    called = NAMES.get(codename) or f"Can {action} {apps.get_model(app_label, model)._meta.verbose_name_raw}"
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": called}
    )
    return found


def create_groups(apps, schema_editor):
    for name, allowed in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *(permission(apps, *where, action) for where, actions in allowed.items() for action in actions)
        )


def open_pages_and_images(apps, schema_editor):
    """Wagtail gives these by place in its trees: here from the root down."""
    page = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=IN_ADMIN):
        for action in PAGES:
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group, page=page, permission=permission(apps, "wagtailcore", "page", action)
            )
        for action in IMAGES:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=collection, permission=permission(apps, "wagtailimages", "image", action)
            )


def replace_wagtails_groups(apps, schema_editor):
    """“Editors” beside “editors” would be a trap; the pages' own approval goes to ours."""
    group_model = apps.get_model("auth", "Group")
    editors = group_model.objects.get(name="editors")
    for task in apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(groups__name="Moderators"):
        task.groups.add(editors)
    for model in ("Task", "Workflow"):
        apps.get_model("wagtailcore", model).objects.filter(name="Moderators approval").update(name="Pages: editors")
    group_model.objects.filter(Q(name="Editors") | Q(name="Moderators")).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("repository", "0002_catalogue"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.RunPython(create_groups, migrations.RunPython.noop),
        migrations.RunPython(open_pages_and_images, migrations.RunPython.noop),
        migrations.RunPython(replace_wagtails_groups, migrations.RunPython.noop),
    ]
