"""The house rules find what they are there for, and are silent about what is right."""

import subprocess
import sys
from pathlib import Path

import polib
import pytest

from scripts.house import machine, messages, requirements, templates

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>\n<b style="color: red">x</b>', [(2, "a style attribute on <b>")]),
        ("<style>p { margin: 0 }</style>", [(1, "a <style> element")]),
        ("{# one\ntwo #}\n<script>go()</script>", [(3, "a <script> element without src")]),
        ('<button {% if x %}onclick="go()"{% endif %}>', [(1, "the handler onclick on <button>")]),
        ('<a href="javascript:go()">', [(1, "a javascript: address in href of <a>")]),
    ],
)
def test_inline_code_is_found_with_its_line(source: str, expected: list[tuple[int, str]]) -> None:
    assert templates.inline_code(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '<script src="{% static "app.js" %}" type="module"></script>',
        '<script type="application/ld+json">{"@type": "Book"}</script>',
        '<link rel="stylesheet" href="{% static "app.css" %}"><p class="{% if a < b %}x{% endif %}">style="no"</p>',
    ],
)
def test_what_the_policy_allows_is_allowed(source: str) -> None:
    assert templates.inline_code(source) == []


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="%(n)s files", msgstr="%(m)s Dateien"), "the placeholders"),
        (polib.POEntry(msgid="{name} left", msgstr="ist fort"), "the placeholders"),
        (polib.POEntry(msgid="a", msgstr="b", flags=["fuzzy"]), "only a guess"),
        (polib.POEntry(msgid="%d file", msgid_plural="%d files", msgstr_plural={0: "%d файл", 1: ""}), "plural forms"),
        (polib.POEntry(msgid="one", msgid_plural="%d files", msgstr_plural={0: "%s файл"}), "the placeholders"),
    ],
)
def test_a_faulty_translation_is_found(entry: polib.POEntry, fault: str) -> None:
    assert [found for found in messages.faults(entry) if fault in found]


@pytest.mark.parametrize(
    "entry",
    [
        polib.POEntry(msgid="%(n)s of 100%%", msgstr="%(n)s von 100%%"),
        polib.POEntry(msgid="not translated yet {x}"),
        polib.POEntry(msgid="%d file", msgid_plural="%d files", msgstr_plural={0: "ein Blatt", 1: "%d Blätter"}),
    ],
)
def test_a_whole_translation_is_let_be(entry: polib.POEntry) -> None:
    assert list(messages.faults(entry)) == []


def test_a_catalogue_that_was_not_compiled_is_found(tmp_path: Path) -> None:
    text = polib.POFile()
    text.append(polib.POEntry(msgid="a", msgstr="а"))
    text.save(str(path := tmp_path / "django.po"))
    assert [found for found in messages.problems(tmp_path, [path]) if "compilemessages" in found]
    text.save_as_mofile(str(path.with_suffix(".mo")))
    assert list(messages.problems(tmp_path, [path])) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project whose requirements are as they should be."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["Django~=5.2"]\n'
        '[dependency-groups]\nsample = ["fpdf2~=2.8"]\ndev = [{ include-group = "sample" }, "pytest~=9.0"]\n'
    )
    (tmp_path / "requirements.txt").write_text("django==5.2.1 \\\n    --hash=sha256:ab\n")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.1\nfpdf2==2.8.4\npytest==9.1\n")
    return tmp_path


def test_requirements_that_match_are_let_be(project: Path) -> None:
    assert list(requirements.problems(project, [])) == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("requirements.txt", "", "requirements.txt: Django is not pinned"),
        ("requirements.txt", "django==4.2", "requirements.txt: Django is pinned to 4.2, outside ~=5.2"),
        ("requirements.txt", "django==5.2.9", "requirements-dev.txt: django is not 5.2.9 as in requirements.txt"),
        ("requirements-dev.txt", "django==5.2.1\npytest==9.1", "requirements-dev.txt: fpdf2 is not pinned"),
        ("requirements.txt", "--index-url https://x.example\ndjango==5.2.1", "requirements.txt: names an address"),
    ],
)
def test_requirements_that_differ_are_found(project: Path, name: str, text: str, problem: str) -> None:
    (project / name).write_text(text)

    assert [found for found in requirements.problems(project, []) if found.startswith(problem)]


def test_a_folder_of_one_machine_is_found(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("fine: https://api.example/work/1\nsee /" + "work/main\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")

    found = list(machine.problems(tmp_path, sorted(tmp_path.iterdir())))

    assert found == ["notes.md:2: names /" + "work/main, a folder of one machine"]


def test_the_command_names_every_broken_rule_and_fails(tmp_path: Path) -> None:
    templates_folder = tmp_path / "templates"
    for source in (ROOT / "scripts").rglob("*.py"):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(source.read_text())
    for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    templates_folder.mkdir()
    (templates_folder / "page.html").write_text('<p style="x">')
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    done = subprocess.run(
        [sys.executable, "scripts/house_rules.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "templates/page.html:1: a style attribute on <p>" in done.stdout
