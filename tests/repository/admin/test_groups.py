"""The groups that a fresh installation has."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupApprovalTask, Page

from repository.models import Activity, Agreement, Course, Output, Partner, Person, Subject
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_only_our_three_groups_exist():
    assert set(Group.objects.values_list("name", flat=True)) == {"faculty", "editors", "administrators"}


def test_faculty_deposit_and_stay_out_of_the_admin():
    user = UserFactory(groups=["faculty"])
    assert user.get_all_permissions() == {"repository.deposit_output"}


@pytest.mark.parametrize("group", ["editors", "administrators"])
def test_editors_and_administrators_look_after_the_whole_catalogue(group):
    user = UserFactory(groups=[group])
    catalogue = [Output, Partner, Person, Subject, Course, Agreement, Activity]
    assert all(
        user.has_perm(f"repository.{action}_{model._meta.model_name}")
        for model in catalogue
        for action in ("add", "change", "delete")
    )
    assert user.has_perms(
        ["wagtailadmin.access_admin"]
        + [f"repository.{action}_output" for action in ("publish", "lock", "unlock", "review", "deposit")]
    )
    assert {"add", "change", "publish"} <= Page.get_first_root_node().permissions_for_user(user).permissions


def test_only_administrators_look_after_accounts():
    assert UserFactory(groups=["administrators"]).has_perms(
        ["repository.add_user", "auth.change_group", "wagtailcore.change_site"]
    )
    editor = UserFactory(groups=["editors"])
    assert not any(editor.has_perm(name) for name in ("repository.change_user", "auth.change_group"))


def test_no_permission_exists_twice():
    names = list(Permission.objects.values_list("content_type", "codename"))
    assert len(names) == len(set(names))


def test_pages_are_approved_by_editors():
    assert [group.name for task in GroupApprovalTask.objects.all() for group in task.groups.all()].count("editors") >= 1
