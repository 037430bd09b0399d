"""What is written in a review, and by whom it is done."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from repository.approval.notices import editors_of
from repository.outputs.models import Output
from repository.people.models import User

# What a comment may be about: the parts of a work that the steps of a deposit show, in their order.
FIELDS = {
    "": gettext_lazy("the work as a whole"),
    "files": gettext_lazy("files"),
    "title": gettext_lazy("title"),
    "abstracts": gettext_lazy("abstract"),
    "languages": gettext_lazy("languages of the text"),
    "issued": gettext_lazy("date of publication"),
    "container_title": gettext_lazy("journal, book or proceedings"),
    "identifiers": gettext_lazy("identifiers"),
    "keywords": gettext_lazy("keywords"),
    "subjects": gettext_lazy("subjects"),
    "contributions": gettext_lazy("contributors and institutions"),
    "tagged_partners": gettext_lazy("partners"),
    "licence": gettext_lazy("licence"),
    "access": gettext_lazy("access"),
}


class CommentForm(forms.Form):
    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    field = forms.ChoiceField(label=gettext_lazy("It is about"), choices=list(FIELDS.items()), required=False)
    asks_change = forms.BooleanField(label=gettext_lazy("Something has to be changed"), required=False)


class CommentEditForm(forms.Form):
    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("Your comment"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )


class OverruleForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("Why the work need not wait"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the history of the work, beside the answer."),
    )


class ReviewersForm(forms.Form):
    reviewers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Reviewers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, output: Output, **kwargs):
        super().__init__(*args, **kwargs)
        assigned = User.objects.filter(reviews__output=output)
        editors = User.objects.filter(groups__permissions__codename="review_output", is_active=True)
        people = {user.pk for user in [*assigned, *editors, *editors_of(output)]}
        self.fields["reviewers"].queryset = User.objects.filter(pk__in=people).order_by("last_name", "username")
