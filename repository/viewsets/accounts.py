"""Accounts in Wagtail's admin."""

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from repository.people.models import User


class AccountEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        model = User
        fields = UserEditForm.Meta.fields | {"institution"}


class AccountCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = UserCreationForm.Meta.fields | {"institution"}


class UserViewSet(WagtailUserViewSet):
    """Accounts, with the institution that decides what they may read."""

    def get_form_class(self, for_update=False):
        return AccountEditForm if for_update else AccountCreationForm
