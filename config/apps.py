"""Third-party apps that need a word of ours in their configuration."""

from wagtail.users.apps import WagtailUsersAppConfig


class ConjointUsersConfig(WagtailUsersAppConfig):
    """Wagtail's user administration, with our user's institution in its form."""

    user_viewset = "repository.viewsets.UserViewSet"
