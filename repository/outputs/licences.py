"""Under which conditions a work may be used, by SPDX id (spdx.org/licenses) where there is one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Licence(models.TextChoices):
    CC_BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
    CC_BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution-ShareAlike 4.0")
    CC_BY_NC = "CC-BY-NC-4.0", _("Creative Commons Attribution-NonCommercial 4.0")
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", _("Creative Commons Attribution-NonCommercial-ShareAlike 4.0")
    CC_BY_ND = "CC-BY-ND-4.0", _("Creative Commons Attribution-NoDerivatives 4.0")
    CC_BY_NC_ND = "CC-BY-NC-ND-4.0", _("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0")
    CC0 = "CC0-1.0", _("Creative Commons Zero (public domain)")
    IN_COPYRIGHT = "LicenseRef-InCopyright", _("All rights reserved")

    @property
    def url(self) -> str:
        """The deed that a reader may read; empty for all rights reserved."""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        if self is Licence.IN_COPYRIGHT:
            return ""
        return f"https://creativecommons.org/licenses/{self.value[3:-4].lower()}/4.0/"
