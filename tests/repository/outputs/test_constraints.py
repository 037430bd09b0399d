"""Validity lives in the database: every constraint refuses what its name says, and says so in a form beforehand."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from repository.models import Activity, Affiliation, Agreement, Identifier, Output, PageText, StoredFile
from repository.outputs.completeness import output_problems
from repository.outputs.identifiers import Scheme
from tests import factories as make

pytestmark = pytest.mark.django_db


def itself(field):
    def attempt():
        output = make.OutputFactory()
        Output.objects.filter(pk=output.pk).update(**{field: output.pk})

    return attempt


def twice(factory, **fields):
    """Two rows that agree in ``fields``; a parent, where the rows have one, is shared."""

    def attempt():
        shared = {name: value() if callable(value) else value for name, value in fields.items()}
        factory(**shared)
        factory(**shared)

    return attempt


REFUSED = {
    "output_not_part_of_itself": itself("part_of"),
    "output_not_its_own_version": itself("replaces"),
    "output_not_its_own_translation": itself("translation_of"),
    "output_withdrawn_with_reason": lambda: make.OutputFactory(withdrawn=True, withdrawal_reason=""),
    "output_code_fits_an_address": lambda: make.OutputFactory(code="ILOU0000"),
    "output_title_once_per_language": twice(make.OutputTitleFactory, output=make.OutputFactory),
    "output_abstract_once_per_language": twice(make.OutputAbstractFactory, output=make.OutputFactory),
    "affiliation_names_an_institution": lambda: make.AffiliationFactory(partner=None),
    "identifier_once_per_output": twice(
        make.IdentifierFactory, output=make.OutputFactory, scheme=Scheme.ISBN, value="978-3-16-148410-0"
    ),
    "identifier_names_one_output": twice(make.IdentifierFactory, scheme=Scheme.DOI, value="10.1000/1"),
    "one_home_institution": twice(make.PartnerFactory, is_home=True),
    "partner_ror_unique": twice(make.PartnerFactory, ror="01ej9dk98"),
    "partner_name_once_per_language": twice(make.PartnerNameFactory, partner=make.PartnerFactory),
    "person_orcid_unique": twice(make.PersonFactory, orcid="0000-0002-1825-0097"),
    "subject_mesh_id_unique": twice(make.SubjectFactory, mesh_id="D002309"),
    "subject_label_once_per_language": twice(make.SubjectLabelFactory, subject=make.SubjectFactory),
    "course_title_once_per_language": lambda: [
        (course := make.CourseFactory()),
        *(course.titles.model.objects.create(course=course, language="ru", text="Курс") for _ in range(2)),
    ],
    "agreement_ends_after_it_is_signed": lambda: make.AgreementFactory(ends_on="2019-01-01"),
    "activity_ends_after_it_starts": lambda: make.ActivityFactory(ends_on="2025-01-01"),
    "stored_file_sha256_is_lower_case_hex": lambda: StoredFile.objects.create(sha256="A" * 64, size=1),
    "page_once_per_file": twice(make.PageTextFactory, stored_file=make.StoredFileFactory, number=1),
    "pages_count_from_one": lambda: PageText.objects.create(stored_file=make.StoredFileFactory(), number=0),
    "slow_picture_once_per_file": twice(make.SlowPictureFactory, stored_file=make.StoredFileFactory, name="1-1200"),
    "file_number_once_per_output": twice(make.OutputFileFactory, output=make.OutputFactory, number=1),
    "former_file_number_once_per_output": twice(make.FormerFileFactory, output=make.OutputFactory, number=1),
    "version_number_once_per_output": twice(
        make.OutputVersionFactory, output=make.OutputFactory, number=1, content=dict
    ),
    "one_current_version_per_output": twice(make.OutputVersionFactory, output=make.OutputFactory),
    "copy_asked_for_once_at_a_time": twice(
        make.CopyRequestFactory, output=make.OutputFactory, address="ada@example.org"
    ),
    "co_owner_once_per_output": twice(make.CoOwnerFactory, output=make.OutputFactory, user=make.UserFactory),
    "removed_file_has_no_content": lambda: StoredFile.objects.filter(pk=make.StoredFileFactory().pk).update(
        removed_at=timezone.now()
    ),
    "claim_open_once_per_account": twice(
        make.ClaimFactory, output=lambda: make.OutputFactory(published=True), user=make.UserFactory
    ),
    "claim_confirmed_for_one_account": twice(
        make.ClaimFactory,
        output=lambda: make.OutputFactory(published=True),
        contributor="contributor1",
        state="confirmed",
    ),
    "claim_confirmed_names_its_contributor": lambda: make.ClaimFactory(state="confirmed"),
    "claim_declined_with_a_reason": lambda: make.ClaimFactory(state="declined"),
    "withdrawal_asked_once_at_a_time": twice(
        make.WithdrawalRequestFactory, output=lambda: make.OutputFactory(published=True)
    ),
    "withdrawal_decided_has_a_day": lambda: make.WithdrawalRequestFactory(state="taken-back"),
    "withdrawal_declined_with_a_sentence": lambda: make.WithdrawalRequestFactory(
        state="declined", decided_at=timezone.now()
    ),
    "copy_link_ends": lambda: make.CopyRequestFactory(state="approved"),
    "versions_count_from_one": lambda: make.OutputVersionFactory(number=0),
    "contact_once_per_partner": twice(make.PartnerContactFactory, partner=make.PartnerFactory, user=make.UserFactory),
    "address_once_per_contributor": twice(make.ContributorAddressFactory, output=make.OutputFactory, contributor="c1"),
    "address_of_a_contributor": lambda: make.ContributorAddressFactory(address=""),
    "one_question_per_contributor": twice(make.ConfirmationFactory, output=make.OutputFactory, contributor="c1"),
    "confirmation_answered_when_it_says_so": lambda: make.ConfirmationFactory(state="confirmed"),
    "objection_has_a_reason": lambda: make.ConfirmationFactory(state="objected", answered_at=timezone.now()),
    "link_ends_after_it_begins": lambda: make.ConfirmationFactory(expires_at=timezone.now() - timedelta(days=1)),
    "confirmation_overruled_with_reason": lambda: make.ConfirmationFactory(overruled_at=timezone.now()),
    "one_question_per_partner": twice(make.ApprovalFactory, output=make.OutputFactory, partner=make.PartnerFactory),
    "approval_answered_when_it_says_so": lambda: make.ApprovalFactory(state="approved"),
    "refusal_has_a_reason": lambda: make.ApprovalFactory(state="declined", answered_at=timezone.now()),
    "silence_counts_where_asked": lambda: make.ApprovalFactory(consent_at=timezone.now()),
    "approval_overruled_with_reason": lambda: make.ApprovalFactory(overruled_at=timezone.now()),
    "comment_says_something": lambda: make.CommentFactory(text=""),
    "only_a_requested_change_is_resolved": lambda: make.CommentFactory(resolved_at=timezone.now()),
    "one_visit_per_thread_and_user": twice(make.ThreadVisitFactory, output=make.OutputFactory, user=make.UserFactory),
    "reviewer_once_per_output": twice(make.ReviewerFactory, output=make.OutputFactory, user=make.UserFactory),
    "letter_once_for_a_cause": twice(make.LetterFactory, key="cause", address="ada@example.org"),
    "letter_to_come_has_a_time": lambda: make.LetterFactory(next_try_at=None),
    "letter_sent_has_a_time": lambda: make.LetterFactory(state="sent", next_try_at=None),
    "letter_in_digest_has_one": lambda: make.LetterFactory(state="in-digest", next_try_at=None),
    "letter_wording_follows_one": twice(make.LetterWordingFactory, number=1),
    "letter_wording_says_something": lambda: make.LetterWordingFactory(body=""),
    "letter_choice_of_one": lambda: make.LetterChoiceFactory(user=None),
    "letter_choice_once_for_a_user": twice(make.LetterChoiceFactory, user=make.UserFactory),
    "letter_choice_once_for_an_address": twice(make.LetterChoiceFactory, user=None, address="ada@example.org"),
    "mail_server_trouble_is_one": lambda: make.MailServerTroubleFactory(id=2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[name]()
        connection.check_constraints()


def test_every_constraint_of_the_catalogue_is_tried():
    own = {
        constraint.name
        for model in apps.get_app_config("repository").get_models()
        if model.__module__.startswith("repository.") and ".deposit." not in model.__module__
        for constraint in model._meta.constraints
    }
    assert own == set(REFUSED)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Affiliation(), "Choose a partner"),
        (Agreement(signed_on=date(2020, 1, 1), ends_on=date(2019, 1, 1)), "cannot end before it is signed"),
        (Activity(starts_on=date(2026, 1, 1), ends_on=date(2025, 1, 1)), "cannot end before it starts"),
    ],
)
def test_a_form_hears_of_it_in_a_sentence(row, sentence):
    with pytest.raises(ValidationError, match=sentence):
        row.validate_constraints()


def test_a_second_home_is_refused_in_a_sentence():
    make.PartnerFactory(is_home=True)
    with pytest.raises(ValidationError, match="already the home institution"):
        make.PartnerFactory.build(is_home=True).full_clean()


def test_a_shared_isbn_or_issn_is_no_clash():
    for scheme, value in ((Scheme.ISBN, "978-3-16-148410-0"), (Scheme.ISSN, "2049-3630")):
        twice(make.IdentifierFactory, scheme=scheme, value=value)()
    assert Identifier.objects.count() == 4


def test_identifiers_are_cleaned_to_their_one_form():
    identifier = make.IdentifierFactory.build(output=make.OutputFactory(), value="https://doi.org/10.1000/ABC")
    identifier.full_clean()
    assert identifier.value == "10.1000/abc"


@pytest.mark.parametrize("value", ["xx-not-ror", "01EJ9DK98", "11ej9dk98", "01ej9dk9"])
def test_a_ror_id_has_its_shape(value):
    with pytest.raises(ValidationError, match="ROR"):
        make.PartnerFactory.build(ror=value).full_clean()


@pytest.mark.parametrize("value", ["by", "BLR", "B1"])
def test_a_country_is_a_code_of_two_letters(value):
    with pytest.raises(ValidationError):
        make.PartnerFactory.build(country=value).full_clean()


# -- circles ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["part_of", "replaces", "translation_of"])
def test_no_chain_of_works_leads_back_to_its_beginning(field):
    first, second, third = make.OutputFactory(), make.OutputFactory(), make.OutputFactory()
    setattr(second, field, first)
    second.save()
    setattr(third, field, second)
    third.full_clean()
    third.save()
    first = Output.objects.get(pk=first.pk)
    setattr(first, field, third)
    with pytest.raises(ValidationError) as caught:
        first.full_clean()
    assert list(caught.value.message_dict) == [field]
    assert field in [problem.field for problem in output_problems(first)]


def test_a_circle_that_is_there_all_the_same_does_not_hold_anybody_up():
    first, second, third = make.OutputFactory(), make.OutputFactory(), make.OutputFactory()
    Output.objects.filter(pk=first.pk).update(part_of=second)
    Output.objects.filter(pk=second.pk).update(part_of=first)
    third.part_of = Output.objects.get(pk=first.pk)
    assert third.in_circle("part_of")


def test_foreign_keys_of_history_hold():
    """A partner that stands behind a work cannot be removed from under it."""
    affiliation = make.AffiliationFactory()
    with pytest.raises(models.ProtectedError):
        affiliation.partner.delete()
    assert Affiliation.objects.filter(pk=affiliation.pk).exists()
