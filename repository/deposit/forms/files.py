"""What is said about each file; the bytes themselves come and go by buttons of their own."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from repository.deposit.forms.access import FileForm
from repository.deposit.languages import language_choices
from repository.files.models import OutputFile
from repository.files.reasons import why_no_text


class FileDescriptionForm(FileForm):
    description = forms.CharField(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("Such as “Lecture 3: the cardiac cycle”."),
        max_length=300,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    captions_for = forms.TypedChoiceField(
        label=gettext_lazy("Captions for"), required=False, coerce=int, empty_value=None
    )

    @property
    def reading_sentence(self) -> str:
        """Why the text of the file cannot be searched, or not to its end."""
        return str(why_no_text(self.file.stored_file))

    def __init__(self, *args, file: OutputFile, others: list[OutputFile], **kwargs):
        super().__init__(*args, file=file, **kwargs)
        self.fields["language"].choices = language_choices(file.language)
        videos = [other for other in others if other.stored_file.is_recording]
        self.fields["captions_for"].choices = [("", "—"), *((video.number, video.name) for video in videos)]
        if not (videos and file.stored_file.media_type == "text/vtt") and not file.captions_for:
            del self.fields["captions_for"]
