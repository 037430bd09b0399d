"""How the catalogue looks in Wagtail's admin."""

from repository.viewsets.accounts import UserViewSet
from repository.viewsets.catalogue import CatalogueGroup
from repository.viewsets.files import StoredFileViewSet
from repository.viewsets.outputs import OutputViewSet

__all__ = ["CatalogueGroup", "OutputViewSet", "StoredFileViewSet", "UserViewSet"]
