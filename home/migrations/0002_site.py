"""A new installation begins with a home page, news and events instead of Wagtail's welcome.

The tree's bookkeeping (path, depth, numchild) is written by hand: historical models have no methods.
"""

import json
import uuid

from django.db import migrations

HOME = [
    (
        "hero",
        {
            "heading": "What we publish and teach together",
            "lead": "Articles, manuals, monographs and teaching materials made with our partner institutions. "
            "Search every page of them, every slide and every caption.",
        },
    ),
    ("latest_works", {"heading": "Latest works", "count": 6}),
    ("upcoming_events", {"heading": "Upcoming events", "count": 4}),
    ("latest_news", {"heading": "News", "count": 3}),
    ("all_partners", {"heading": "Our partners", "count": 30}),
]


def create_site(apps, schema_editor):
    page = apps.get_model("wagtailcore", "Page")
    site = apps.get_model("wagtailcore", "Site")
    root = page.objects.get(depth=1)
    # The welcome page takes the site that points at it along when it goes.
    page.objects.filter(depth=2, slug="home").delete()

    blocks = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in HOME]
    home = create_page(
        apps, root, "homepage", number=1, title="Home", slug="home", url_path="/home/", body=json.dumps(blocks)
    )
    for number, (model, title, slug) in enumerate(
        (("newsindexpage", "News", "news"), ("eventindexpage", "Events", "events")), start=1
    ):
        create_page(
            apps, home, model, number=number, title=title, slug=slug, url_path=f"/home/{slug}/", show_in_menus=True
        )
    page.objects.filter(pk=root.pk).update(numchild=1)
    page.objects.filter(pk=home.pk).update(numchild=2)
    site.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True)


def create_page(apps, parent, model, *, number, title, **fields):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="home", model=model
    )
    return apps.get_model("home", model).objects.create(
        path=f"{parent.path}{number:04}",
        depth=parent.depth + 1,
        numchild=0,
        title=title,
        draft_title=title,
        content_type=content_type,
        locale_id=parent.locale_id,
        live=True,
        **fields,
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0001_pages")]

    operations = [migrations.RunPython(create_site, migrations.RunPython.noop)]
