"""How the catalogue looks in Wagtail's admin."""

from repository.viewsets.accounts import UserViewSet
from repository.viewsets.catalogue import CatalogueGroup
from repository.viewsets.files import StoredFileViewSet
from repository.viewsets.letters import LetterViewSet
from repository.viewsets.outputs import OutputViewSet
from repository.viewsets.wordings import WordingViewSet

__all__ = [
    "CatalogueGroup",
    "LetterViewSet",
    "OutputViewSet",
    "StoredFileViewSet",
    "UserViewSet",
    "WordingViewSet",
]
