"""A depositor at a browser without scripts: pages are read, forms are filled in and sent by their buttons."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from bs4 import Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django_tasks_db.models import DBTaskResult

from jobs.worker import Worker
from repository.models import Output, User
from repository.outputs.choices import Kind
from tests.factories import ContributionFactory, OutputFactory, UserFactory
from tests.pages import html_of, text_of


class Page:
    """A page that was answered, and the form on it."""

    def __init__(self, client: Client, response: HttpResponse):
        self.client, self.response = client, response
        self.status = response.status_code
        self.html = html_of(response)
        self.address = response.request["PATH_INFO"]

    @property
    def text(self) -> str:
        return text_of(self.html)

    def form(self, selector: str = "main form") -> Form:
        found = self.html.select_one(selector)
        assert found, f"{self.address} has no {selector}: {self.text[:500]}"
        return Form(self, found)

    @property
    def step(self) -> Form:
        return self.form("form#step")

    def links(self) -> dict[str, str]:
        return {text_of(link): link["href"] for link in self.html.select("main a[href]")}


class Form:
    """What a browser would send: every input that is not disabled, as it stands."""

    def __init__(self, page: Page, form: Tag):
        self.page = page
        self.action = form.get("action") or page.address
        self.values: dict[str, list[str]] = {}
        self.buttons = {button["value"] for button in form.select("button[name=action][value]")}
        if not form.select("fieldset[disabled]"):
            for control in form.select("input, select, textarea"):
                self._take(control)

    def _take(self, control: Tag) -> None:
        name, kind = control.get("name"), control.get("type")
        if not name or kind in ("file", "submit"):
            return
        if kind in ("radio", "checkbox") and not control.has_attr("checked"):
            self.values.setdefault(name, [])
            return
        if control.name == "select":
            chosen = control.select("option[selected]") or control.select("option")[:1]
            self.values.setdefault(name, []).extend(option.get("value", "") for option in chosen)
        else:
            text = (
                control.get_text().removeprefix("\n")
                if control.name == "textarea"
                else control.get("value", "on" if kind in ("radio", "checkbox") else "")
            )
            self.values.setdefault(name, []).append(text)

    def value(self, name: str) -> str:
        return self.values[name][0] if self.values[name] else ""

    def fill(self, **texts: str | Iterable[str]) -> Form:
        """Names have ``__`` for ``-``; only inputs that are on the page can be filled."""
        for name, text in texts.items():
            name = name.replace("__", "-")
            assert name in self.values, f"no input {name} among {sorted(self.values)}"
            self.values[name] = [text] if isinstance(text, str) else list(text)
        return self

    def press(self, action: str = "save", *, files: Iterable[SimpleUploadedFile] = ()) -> Page:
        """With no ``action``, by the button that has no name."""
        assert not (self.buttons and action) or action in self.buttons, f"no button {action} among {self.buttons}"
        data: dict = {name: values for name, values in self.values.items() if values}
        if self.buttons and action:
            data["action"] = action
        data["files"] = list(files)
        return Page(self.page.client, self.page.client.post(self.action, data, follow=True))


class Depositor:
    def __init__(self, user: User):
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def open(self, address: str) -> Page:
        return Page(self.client, self.client.get(address, follow=True))

    def step(self, output: Output, step: str) -> Page:
        return self.open(f"/deposit/{output.code}/{step}/")


@pytest.fixture
def faculty(db) -> User:
    return UserFactory(groups=["faculty"], first_name="Maria", last_name="Novak")


@pytest.fixture
def depositor(faculty) -> Depositor:
    return Depositor(faculty)


@pytest.fixture
def draft(faculty) -> Output:
    """Begun on the first page: a title and nothing else."""
    output = OutputFactory(owner=faculty, title="A joint report", kind=Kind.REPORT, issued="", languages=[])
    output.save_revision(user=faculty)
    return Output.objects.get(pk=output.pk)


@pytest.fixture
def complete(faculty) -> Output:
    """Nothing is missing for its submission."""
    output = OutputFactory(owner=faculty, title="A joint report", kind=Kind.REPORT, issued="2026")
    ContributionFactory(output=output, family_name="Novak")
    output.save_revision(user=faculty)
    return Output.objects.get(pk=output.pk)


@pytest.fixture
def published(faculty) -> Output:
    output = OutputFactory(owner=faculty, title="What readers see", kind=Kind.REPORT, published=True)
    ContributionFactory(output=output, family_name="Novak")
    return output


@pytest.fixture
def editor(db) -> User:
    return UserFactory(groups=["editors"], username="the-editor")


def uploaded(name: str, data: bytes = b"%PDF-1.4 some bytes", media_type: str = "application/pdf"):
    return SimpleUploadedFile(name, data, media_type)


def work_off() -> None:
    """Lets the real worker take every job that waits."""
    worker = Worker(worker_id="test", interval=0, batch=True)
    for result in DBTaskResult.objects.ready().order_by("enqueued_at"):
        worker.run_task(result)
