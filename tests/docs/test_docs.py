"""The documentation says what is so: its settings, commands, links, fields and examples are compared with the code."""

import ast
import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import find_commands

from repository.files.models import StoredFile
from repository.imports.services import outputs_import
from repository.interop import record
from repository.models import Output
from tests.factories import UserFactory
from tests.sample_files import make_pdf

ROOT = settings.BASE_DIR
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])
DECISIONS = sorted(path.name for path in ROOT.glob("docs/decisions/*.md"))
READERS = {"text", "flag", "integer", "words", "path", "require"}
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def page(name: str) -> str:
    return (ROOT / name).read_text()


def variables_read() -> set[str]:
    """The names given as literals to the readers of ``config/env.py``, in it and in whatever imports it."""
    names = set()
    for path in ROOT.glob("config/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in READERS:
                names |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and arg.value == shouted(arg)}
    return {f"CONJOINT_{name}" for name in names}


def called(call: ast.Call) -> str:
    """``text`` of ``text(…)`` and of ``env.text(…)``."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def shouted(constant: ast.Constant) -> str | None:
    return (
        constant.value if isinstance(constant.value, str) and re.fullmatch("[A-Z][A-Z0-9_]+", constant.value) else None
    )


def test_every_variable_of_the_environment_is_described_and_no_other():
    described = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page("docs/administrator.md"), re.MULTILINE)
    names = {name for cell in described for name in re.findall("CONJOINT_[A-Z0-9_]+", cell)}
    assert names == variables_read()


def test_every_variable_in_an_example_exists():
    assert set(re.findall("CONJOINT_[A-Z0-9_]+[A-Z0-9]", page("docs/administrator.md"))) == variables_read()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path):
    for target in LINK.findall(path.read_text()):
        if "://" in target or target.startswith("mailto:"):
            continue
        address, _, anchor = target.partition("#")
        place = (path.parent / address).resolve() if address else path
        assert place.exists(), f"{target} leads nowhere"
        if anchor:
            assert anchor in anchors(place), f"{target}: there is no such heading"


def anchors(path: Path) -> set[str]:
    """What headings are called in addresses, as code hosts make them."""
    headings = re.findall("^#+ (.+)$", FENCE.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_are_found_at_all():
    assert len(LINK.findall(page("README.md"))) > 5


def test_every_command_is_described():
    ours = {app.path for app in apps.get_app_configs() if Path(app.path).parent == ROOT}
    commands = {command for path in ours for command in find_commands(str(Path(path, "management")))}
    described = set(re.findall("`([a-z_]+)[^`]*`", page("docs/administrator.md")))
    assert len(commands) > 5
    assert commands <= described


def test_decisions_are_numbered_without_a_gap():
    assert [name[:5] for name in DECISIONS] == [f"{number:04}-" for number in range(1, len(DECISIONS) + 1)]


def test_files_named_in_the_architecture_exist():
    text = FENCE.sub("", page("docs/architecture.md"))
    named = set(re.findall(r"`((?:config|home|jobs|repository|sample|search|tests)/[\w/.]*)`", text))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_field_of_a_record_is_described():
    described = set(re.findall(r"`(\w+)`", page("docs/import.md")))
    shapes = [value for value in vars(record).values() if is_dataclass(value) and hasattr(value, "__pydantic_config__")]
    names = {field.name for shape in shapes for field in fields(shape)}
    assert "embargo_until" in names
    assert names - described == set()


def test_the_json_schema_is_that_of_the_record():
    assert json.loads(page("docs/record.schema.json")) == record.record_schema()


@pytest.mark.django_db
def test_the_example_imports(tmp_path):
    example = re.search(r"```jsonl\n(.+?)```", page("docs/import.md"), re.DOTALL)[1]
    (tmp_path / "lecture.pdf").write_bytes(make_pdf(["The first slide."]))
    *_, progress = outputs_import(lines=example.encode().splitlines(), owner=UserFactory(), files=tmp_path)
    assert (progress.faults, progress.imported) == ([], 2)
    assert Output.objects.published().count() == 2
    assert StoredFile.objects.get().places.get().name == "lecture.pdf"
