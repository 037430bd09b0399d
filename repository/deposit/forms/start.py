"""The first page: one file or a title is enough to begin."""

from __future__ import annotations

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.deposit.forms.rows import StepForm
from repository.deposit.languages import language_choices
from repository.outputs.codes import new_code
from repository.people.models import User

SALT = "repository.deposit.start"


def new_token(user: User) -> str:
    """The code that the work will have, signed for this person, so that a form sent twice begins one work only."""
    return signing.dumps([new_code(), user.pk], salt=SALT)


class StartForm(StepForm):
    """``begin`` is sent by the script that then uploads the files one by one."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    begin = forms.BooleanField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=gettext_lazy("Title of the work"),
        help_text=gettext_lazy("As published, in the language of the work. It can be changed later."),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    language = forms.ChoiceField(label=gettext_lazy("Language of the title"), initial="en", required=False)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices()
        self.user = user
        self.fields["token"].initial = new_token(user)

    def clean_token(self) -> str:
        try:
            code, user_id = signing.loads(self.cleaned_data["token"], salt=SALT)
        except signing.BadSignature:
            code, user_id = new_code(), self.user.pk
        return code if user_id == self.user.pk else new_code()

    def clean(self):
        """Each file is judged when it is taken in, so that a poor one among good ones stops nothing."""
        given = [self.cleaned_data.get("title"), self.cleaned_data.get("begin"), self.files.getlist("files")]
        if not any(given) and not self.errors:
            raise ValidationError(_("Choose a file or write a title to begin."))
