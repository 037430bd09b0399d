"""A record or a file that is opened to partners chosen among all of the installation, and to nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from repository.access import policies
from repository.access.selectors import visible_outputs
from repository.models import Output, OutputFile, Partner, User
from repository.outputs import services
from repository.outputs.choices import Access
from repository.outputs.completeness import output_problems
from tests.factories import (
    ContributionFactory,
    OutputFactory,
    OutputFileFactory,
    OutputVersionFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def behind() -> Partner:
    """Stands behind the work."""
    return PartnerFactory()


@pytest.fixture
def chosen() -> Partner:
    """Stands behind no work."""
    return PartnerFactory(name="Chosen University")


@pytest.fixture
def file(behind, chosen) -> OutputFile:
    output = OutputFactory(published=True)
    ContributionFactory(output=output, partners=[behind])
    return OutputFileFactory(output=output, access=Access.CHOSEN, chosen_partners=[chosen])


def member(partner: Partner | None) -> User:
    return UserFactory(institution=partner)


def opens(user, file: OutputFile) -> bool:
    """As the next request asks it."""
    user = User.objects.get(pk=user.pk) if user.pk else user
    return policies.can_download(user, OutputFile.objects.get(pk=file.pk))


def test_only_the_chosen_open_it_whoever_stands_behind_the_work(file, behind, chosen):
    readers = [AnonymousUser(), member(None), member(behind), member(chosen), file.output.owner]
    assert [opens(user, file) for user in readers] == [False, False, False, True, True]


def test_who_changes_institution_changes_what_is_open_to_them_at_once(file, behind, chosen):
    user = member(chosen)
    User.objects.filter(pk=user.pk).update(institution=behind)
    assert not opens(user, file)
    User.objects.filter(pk=user.pk).update(institution=chosen)
    assert opens(user, file)


def test_a_record_for_chosen_partners_is_there_for_them_alone(behind, chosen):
    output = OutputFactory(published=True, access=Access.CHOSEN, chosen_partners=[chosen])
    ContributionFactory(output=output, partners=[behind])
    file = OutputFileFactory(output=output)
    assert [visible_outputs(member(one)).count() for one in (behind, chosen)] == [0, 1]
    assert not visible_outputs(AnonymousUser()) and not opens(member(behind), file)
    assert opens(member(chosen), file)


def test_a_list_that_the_level_does_not_ask_for_opens_nothing(chosen):
    output = OutputFactory(published=True, access=Access.OWNER, chosen_partners=[chosen])
    assert not visible_outputs(member(chosen))
    output.access, output.hidden_until = Access.CHOSEN, None
    output.save()
    assert visible_outputs(member(chosen)).get() == output


def test_a_deleted_partner_leaves_no_grant_and_revisions_readable(file, chosen):
    output = Output.objects.get(pk=file.output_id)
    output.access, output.chosen_partners = Access.CHOSEN, [chosen]
    revision = output.save_revision()
    chosen.delete()
    draft = revision.as_object()
    assert not draft.chosen_partners.all() and not draft.files.get().chosen_partners.all()
    assert not OutputFile.objects.get(pk=file.pk).chosen_partners.all()
    assert not opens(member(PartnerFactory()), file)
    assert {problem.field for problem in output_problems(draft)} >= {"chosen_partners", "access"}


def test_a_revision_carries_whom_it_is_opened_to_until_it_is_published(file, behind, chosen):
    output = Output.objects.get(pk=file.output_id)
    draft = output.save_revision().as_object()
    draft.files.get_object_list()[0].chosen_partners = [behind]
    revision = draft.save_revision()
    assert [opens(member(one), file) for one in (behind, chosen)] == [False, True]
    Output.objects.get(pk=output.pk).publish(revision)
    assert [opens(member(one), file) for one in (behind, chosen)] == [True, False]


def test_a_file_of_an_earlier_version_stays_open_to_the_same(file, chosen, behind):
    output = Output.objects.get(pk=file.output_id)
    draft = output.save_revision().as_object()
    draft.files.set([OutputFileFactory.build(number=2, output=None, stored_file=OutputFileFactory().stored_file)])
    Output.objects.get(pk=output.pk).publish(draft.save_revision())
    former = output.former_files.get()
    assert [policies.can_download(member(one), former) for one in (chosen, behind)] == [True, False]


def test_an_earlier_version_has_the_access_of_today(client, chosen, behind):
    output = OutputFactory(published=True, access=Access.CHOSEN, chosen_partners=[chosen])
    OutputVersionFactory(output=output, content=output.serializable_data() | {"chosen_partners": [behind.pk]})
    OutputVersionFactory(output=output)
    for partner, status in ((chosen, 200), (behind, 404)):
        client.force_login(member(partner))
        assert client.get(f"{output.get_absolute_url()}v/1/").status_code == status


def test_readers_are_told_that_partners_were_chosen_and_owners_which(client, file, chosen):
    address = file.output.get_absolute_url()
    for user in (None, member(chosen)):
        if user:
            client.force_login(user)
        page = client.get(address).content.decode()
        assert "only for chosen partners" in page and chosen.name not in page
    for user in (file.output.owner, UserFactory(groups=["editors"])):
        client.force_login(user)
        assert chosen.name in client.get(address).content.decode()


def test_many_works_are_not_opened_to_nobody(chosen):
    editor, chosen_for = UserFactory(groups=["editors"]), OutputFactory(chosen_partners=[chosen])
    done = services.outputs_change_access(outputs=[chosen_for], access=Access.CHOSEN, user=editor, reason="As agreed")
    assert done[0].access == Access.CHOSEN
    with pytest.raises(ValidationError, match="No partner is chosen"):
        services.outputs_change_access(outputs=[OutputFactory()], access=Access.CHOSEN, user=editor, reason="Why not")
