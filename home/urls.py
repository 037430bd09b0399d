"""Addresses of the site beside its pages."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from home import feeds, views
from home.sitemaps import SITEMAPS

app_name = "home"
urlpatterns = [
    path("theme/", views.theme_choose, name="theme"),
    path("feeds/news.atom", feeds.NewsFeed(), name="news_feed"),
    path("feeds/events.atom", feeds.EventsFeed(), name="events_feed"),
    path("feeds/events/<int:pk>.ics", views.event_ics, name="event_ics"),
    path("pictures/<path:name>", views.picture, name="picture"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml", sitemap_views.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "home:sitemap"}, name="sitemaps"
    ),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
