"""How the catalogue looks in Wagtail's admin."""

from repository.viewsets.accounts import UserViewSet
from repository.viewsets.catalogue import CatalogueGroup
from repository.viewsets.claims import ClaimViewSet
from repository.viewsets.files import StoredFileViewSet
from repository.viewsets.letters import LetterViewSet
from repository.viewsets.outputs import OutputViewSet
from repository.viewsets.withdrawals import WithdrawalViewSet
from repository.viewsets.wordings import WordingViewSet

__all__ = [
    "CatalogueGroup",
    "ClaimViewSet",
    "LetterViewSet",
    "OutputViewSet",
    "StoredFileViewSet",
    "UserViewSet",
    "WithdrawalViewSet",
    "WordingViewSet",
]
