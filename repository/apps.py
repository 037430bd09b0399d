from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepositoryConfig(AppConfig):
    name = "repository"
    verbose_name = _("Repository")

    def ready(self):
        from repository.approval import hindrances, reminders, submission  # noqa: F401  (asked, reminds, listens)
        from repository.claims import kinds as claim_kinds  # noqa: F401  (registers its letters)
        from repository.copies import kinds  # noqa: F401  (registers its letters)
        from repository.deposit import notifications, ownership, uploads  # noqa: F401  (listens to the review; registers its duty)
        from repository.files import checks, integrity, removal  # noqa: F401  (registers its check and its duties)
        from repository.imports.lookups import checks as lookup_checks  # noqa: F401  (registers its checks)
        from repository.letters import accounts, delivery, digests  # noqa: F401  (registers its letters and duties)
        from repository.outputs import admin_indexes  # noqa: F401  (listens to changes)
        from repository.withdrawal import services  # noqa: F401  (registers its letters; listens to changes)
