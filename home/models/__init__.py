"""All pages of the site and its settings, for Django to find."""

from home.models.contact import LibraryContact
from home.models.events import EventIndexPage, EventPage, EventWork
from home.models.front import GuidePage, HomePage
from home.models.news import NewsIndexPage, NewsPage, NewsWork

__all__ = [
    "EventIndexPage",
    "EventPage",
    "EventWork",
    "GuidePage",
    "HomePage",
    "LibraryContact",
    "NewsIndexPage",
    "NewsPage",
    "NewsWork",
]
