"""All pages of the site, for Django to find."""

from home.models.events import EventIndexPage, EventPage, EventWork
from home.models.front import GuidePage, HomePage
from home.models.news import NewsIndexPage, NewsPage, NewsWork

__all__ = [
    "EventIndexPage",
    "EventPage",
    "EventWork",
    "GuidePage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "NewsWork",
]
