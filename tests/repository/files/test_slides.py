"""Slides drawn by LibreOffice, where it is installed."""

import io
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image
from pptx import Presentation

from repository.files.extraction.faults import Unreadable
from repository.files.integrity import sweep_strays
from repository.files.models import StoredFile
from repository.files.office import OfficeLimits, office_program, slides_as_pdf
from repository.files.pictures import PAGE_WIDTH, cover_picture, page_picture
from repository.files.sandbox import extract_text
from repository.files.services import stored_file_read_again
from repository.files.slides import draw_slides, slides_place
from tests.factories import OutputFactory, OutputFileFactory, StoredFileFactory, UserFactory
from tests.repository.deposit.conftest import work_off
from tests.sample_files import Slide, make_pptx
from tests.waiting import wait_until

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DECK = [Slide("The liver", "first", notes="Say it slowly"), Slide("Left out", hidden=True), Slide("Печень", "肝臓")]


@pytest.fixture
def libreoffice() -> str:
    program = office_program()
    if program is None:
        pytest.skip("LibreOffice, which is optional, is not installed: apt-get install libreoffice-impress")
    return program


@pytest.fixture
def deck(db) -> StoredFile:
    """A deck that no other test has had drawn."""
    return StoredFileFactory(data=make_pptx([*DECK[:2], replace(DECK[2], notes=uuid4().hex)]), media_type=PPTX)


@pytest.fixture
def read(libreoffice, deck) -> StoredFile:
    stored_file_read_again(stored_file=deck)
    work_off()  # reads the text, and asks for the slides
    work_off()
    deck.refresh_from_db()
    return deck


def page_view(client, stored_file, number: int) -> str:
    place = OutputFileFactory(output=OutputFactory(published=True), stored_file=stored_file, name="liver.pptx")
    return client.get(reverse("works:page", args=[place.output.code, place.number, number])).content.decode()


def test_every_slide_has_its_page_hidden_ones_too(libreoffice):
    with slides_as_pdf(io.BytesIO(make_pptx(DECK))) as made:
        pages = extract_text(made, "application/pdf").pages
    assert [("liver" in page.text, "Left" in page.text, "Печень" in page.text) for page in pages] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert not made.exists()


def test_a_deck_is_read_then_drawn_and_shown(read, client):
    assert (read.slides, read.slides_reason) == (StoredFile.Slides.DRAWN, "")
    for picture in (page_picture(read, 3, PAGE_WIDTH), cover_picture(read)):
        with picture:
            assert picture.read(4) == b"RIFF"
    page = page_view(client, read, 1)
    assert "/pages/1/picture/" in page and "Say it slowly" in page


def test_slides_are_no_strays_while_their_file_is_there(read):
    place = slides_place(read)
    os.utime(default_storage.path(place), (0, 0))
    assert place not in sweep_strays()
    read.places.all().delete()
    read.delete()
    assert place in sweep_strays()
    assert not default_storage.exists(place)


def test_reading_again_draws_the_slides_again(read):
    place = slides_place(read)
    stored_file_read_again(stored_file=read)
    assert read.slides == "" and not default_storage.exists(place)


def test_slides_that_are_gone_are_drawn_again(read):
    default_storage.delete(slides_place(read))
    assert page_picture(read, 2, PAGE_WIDTH) is None
    work_off()
    read.refresh_from_db()
    with page_picture(read, 2, PAGE_WIDTH) as picture:
        assert picture.read(4) == b"RIFF"


def test_decks_of_before_libreoffice_are_drawn_by_a_command(read, capsys):
    StoredFile.objects.update(slides="")
    call_command("draw_slides")
    assert "1 presentation is queued" in capsys.readouterr().out
    work_off()
    read.refresh_from_db()
    assert read.slides == StoredFile.Slides.DRAWN
    call_command("draw_slides")
    assert "0 presentations" in capsys.readouterr().out


def test_an_installation_without_libreoffice_is_told(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [message.id for message in run_checks(tags=["files"], include_deployment_checks=True)] == ["files.I001"]
    with pytest.raises(CommandError, match="libreoffice-impress"):
        call_command("draw_slides")


def test_without_libreoffice_a_deck_is_read_as_ever(monkeypatch, tmp_path, deck, client):
    stored_file_read_again(stored_file=deck)
    monkeypatch.setenv("PATH", str(tmp_path))
    work_off()
    deck.refresh_from_db()
    assert (deck.reading, deck.slides) == (StoredFile.Reading.DONE, "")
    assert "page-view__slide" in page_view(client, deck, 1)


def test_what_cannot_be_drawn_says_why_and_is_shown_as_text(libreoffice, db, client):
    row = StoredFileFactory(data=b"no deck", media_type=PPTX)
    StoredFile.objects.filter(pk=row.pk).update(unit="slide", unit_count=1, slides="failed", slides_reason="timeout")
    client.force_login(UserFactory(groups=["editors"]))
    assert "took too long" in client.get(reverse("stored_files:page", args=[row.pk])).content.decode()
    assert "/picture/" not in page_view(client, row, 1)


@pytest.mark.parametrize("data", [b" ", b"PK\x03\x04 and nothing more"])
def test_no_deck_never_becomes_other_slides(libreoffice, db, data):
    """LibreOffice opens anything, as one page of text if it must."""
    row = StoredFileFactory(data=data, media_type=PPTX, unit="slide", unit_count=7)
    draw_slides.call(stored_file_id=row.pk)
    row.refresh_from_db()
    assert (row.slides, row.slides_reason) == (StoredFile.Slides.FAILED, "damaged")


def processes_of(folder_prefix: str) -> list[str]:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if folder_prefix in line]


def test_what_takes_too_long_is_stopped_with_all_it_started(libreoffice, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with (
        pytest.raises(Unreadable, match="timeout"),
        slides_as_pdf(io.BytesIO(make_pptx(DECK * 200)), limits=OfficeLimits(wall_seconds=1)),
    ):
        pytest.fail("It was quicker than anything could be.")
    wait_until(lambda: processes_of(str(tmp_path)) == [])  # what is killed is gone soon
    assert list(tmp_path.iterdir()) == []


def linked_to(picture: Path) -> bytes:
    """A deck whose only picture is a link to a file of the machine that opens it."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    held = slide.shapes.add_picture(io.BytesIO(picture.read_bytes()), 0, 0, deck.slide_width, deck.slide_height)
    blip = held._element.blipFill.blip
    relation = slide.part.relate_to(
        picture.as_uri(), "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", is_external=True
    )
    blip.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link", relation)
    del blip.attrib["{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"]
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def test_no_file_of_the_machine_gets_into_the_slides(libreoffice, tmp_path):
    secret = tmp_path / "secret.png"
    Image.effect_noise((600, 600), 200).save(secret)
    with slides_as_pdf(io.BytesIO(linked_to(secret))) as made:
        assert b"/Image" not in made.read_bytes()
