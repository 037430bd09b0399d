"""The first page: one file or a title is enough to begin."""

from __future__ import annotations

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repository.access.selectors import deposits_of
from repository.deposit.beginning import Given, Unrecognised, recognised_file, recognised_text
from repository.deposit.forms.rows import StepForm
from repository.deposit.languages import language_choices
from repository.imports.references import MAX_BYTES
from repository.outputs.codes import new_code
from repository.outputs.models import Output
from repository.people.models import User

MOST_TEMPLATES = 50
SALT = "repository.deposit.start"


def new_token(user: User) -> str:
    """The code that the work will have, signed for this person, so that a form sent twice begins one work only."""
    return signing.dumps([new_code(), user.pk], salt=SALT)


def code_of(token: str, user: User) -> str:
    """The code in a token of this person; another one when the token is not ours, or somebody else's."""
    code, author = _read(token)
    return code if author == user.pk else new_code()


def author_of(token: str) -> int | None:
    """The key of the person for whom the token was made; None when it is not ours."""
    return _read(token)[1]


def _read(token: str) -> tuple[str, int | None]:
    try:
        code, author = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return "", None
    return code, author


class StartForm(StepForm):
    """``begin`` is sent by the script that then uploads the files one by one."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    begin = forms.BooleanField(widget=forms.HiddenInput, required=False)
    given = forms.CharField(
        label=gettext_lazy("Identifier, address or references"),
        help_text=gettext_lazy(
            "A DOI, PMID, PMCID, ISBN or arXiv number, the address of one, or references pasted from BibTeX, RIS, "
            "EndNote XML, CSL-JSON or PubMed. What it is gets recognised, and the form is filled from it. Of several "
            "numbers, or a list of references that has them, you choose which become drafts."
        ),
        max_length=2_000_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "spellcheck": "false"}),
    )
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
        return code_of(self.cleaned_data["token"], self.user)

    def clean_given(self) -> Given | None:
        text = self.cleaned_data["given"].strip()
        if not text:
            return None
        try:
            return recognised_text(text)
        except Unrecognised as unrecognised:
            raise ValidationError(str(unrecognised)) from None

    def clean(self):
        """Each file is judged when it is taken in, so that a poor one among good ones stops nothing."""
        given = [*map(self.cleaned_data.get, ("given", "title", "begin")), self.files.getlist("files")]
        if not any(given) and not self.errors:
            raise ValidationError(_("Choose a file, give an identifier or write a title to begin."))

    @property
    def recognised(self) -> tuple[Given, bool]:
        """What to begin with: a lone file of references, else what is in the box, else the title; and whether it came
        as a file, which a browser does not send a second time."""
        files = self.files.getlist("files")
        if len(files) == 1 and files[0].size <= MAX_BYTES:
            found = recognised_file(files[0].read(), files[0].name)
            files[0].seek(0)
            if found:
                return found, True
        return self.cleaned_data["given"] or Given(title=self.cleaned_data["title"]), False


class TranslationForm(StepForm):
    """In which language the new edition is; its title can wait."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the new edition"),
        error_messages={"required": gettext_lazy("Choose the language of the new edition.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Its title"),
        help_text=gettext_lazy("As published, in that language. It can be written later."),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args, user: User, original: Output, **kwargs):
        super().__init__(*args, **kwargs)
        self.original = original
        self.fields["token"].initial = new_token(user)
        self.fields["language"].choices = language_choices()

    def clean_language(self) -> str:
        if self.cleaned_data["language"] == self.original.language:
            raise ValidationError(_("The work itself is in this language. Choose that of the new edition."))
        return self.cleaned_data["language"]


class TemplateForm(StepForm):
    """An earlier deposit to begin like."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    template = forms.ModelChoiceField(
        Output.objects.none(), label=gettext_lazy("Earlier deposit"), to_field_name="code", empty_label=None
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = new_token(user)
        field = self.fields["template"]
        field.queryset = deposits_of(user)
        if not self.is_bound:
            field.choices = [(one.code, one.title or _("Untitled work")) for one in field.queryset[:MOST_TEMPLATES]]
