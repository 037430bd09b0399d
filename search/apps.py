from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from search import checks, receivers  # noqa: F401  (checks, signals)
        from search.alerts import digests, services  # noqa: F401  (duties)
        from search.export import services as exports  # noqa: F401
        from search.indexing import following, rebuilding, reconciling, watching  # noqa: F401  (duties)

        receivers.connect()
