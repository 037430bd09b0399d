"""What crawlers are told: everything public, and nothing else."""

import re

import pytest
from wagtail.models import PageViewRestriction

from repository.outputs.choices import Access
from tests.factories import GuidePageFactory, NewsPageFactory, OutputFactory

pytestmark = pytest.mark.django_db


def locations(client, section):
    page = client.get(f"/sitemap-{section}.xml")
    assert page.status_code == 200
    return re.findall(r"<loc>http://testserver([^<]*)</loc>", page.content.decode())


def test_the_sitemap_names_its_parts(client):
    page = client.get("/sitemap.xml").content.decode()
    assert re.findall("<loc>([^<]*)</loc>", page) == [
        "http://testserver/sitemap-works.xml",
        "http://testserver/sitemap-pages.xml",
    ]


def test_only_works_open_to_everyone_are_told(client, admin_client):
    public = OutputFactory(published=True)
    OutputFactory(), OutputFactory(withdrawn=True), OutputFactory(deleted=True)
    for access in (Access.SIGNED_IN, Access.HOME, Access.PARTNERS, Access.OWNER):
        OutputFactory(published=True, access=access)
    for reader in (client, admin_client):
        assert locations(reader, "works") == [public.get_absolute_url()]


def test_only_pages_open_to_everyone_are_told(client):
    NewsPageFactory(slug="open"), NewsPageFactory(live=False)
    PageViewRestriction.objects.create(page=GuidePageFactory(), restriction_type=PageViewRestriction.LOGIN)
    guides = ["/help/", "/help/searching/", "/help/depositing/"]
    assert locations(client, "pages") == ["/", "/news/", "/news/open/", "/events/", *guides]


def test_robots_stay_out_of_searches_and_page_views(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == (
        "User-agent: *\n"
        "Disallow: /cms/\n"
        "Disallow: /accounts/\n"
        "Disallow: /deposit/\n"
        "Disallow: /search/\n"
        "Disallow: /api/\n"
        "Disallow: /theme/\n"
        "Disallow: /w/*/files/*/pages/\n"
        "\n"
        "Sitemap: http://testserver/sitemap.xml\n"
    )
