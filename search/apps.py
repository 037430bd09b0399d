from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self):
        from search import checks, indexing, rebuilding, receivers, reconciling, watching  # noqa: F401  (duties, checks)
        from search.alerts import digests, services  # noqa: F401  (duties)
        from search.export import services as exports  # noqa: F401

        receivers.connect()
