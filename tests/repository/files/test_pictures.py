"""A page that cannot be drawn costs one reader a moment, and nobody else anything."""

import contextlib
import time
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db.models import Model
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from repository.files.models import SlowPicture
from repository.files.pictures import (
    AT_ONCE,
    IN_A_REQUEST,
    PAGE_WIDTH,
    PATIENCE,
    BeingDrawn,
    page_picture,
    picture_hand_over,
)
from repository.files.services import stored_file_read_again
from tests.factories import OutputFactory, OutputFileFactory, SlowPictureFactory, StoredFileFactory
from tests.repository.deposit.conftest import work_off
from tests.sample_files import make_encrypted_pdf, make_pdf, pdf_bomb

pytestmark = pytest.mark.django_db

BUSY = 8  # seconds that a machine with much else to do may take besides; far from what the worker would spend on it


@pytest.fixture
def pdf():
    """A file that no other test has had drawn."""
    return StoredFileFactory(data=make_pdf([uuid4().hex, "Two"]))


@pytest.fixture
def bomb():
    return StoredFileFactory(data=pdf_bomb(1 << 30))


def draw_jobs() -> int:
    return DBTaskResult.objects.filter(task_path__endswith="draw_picture").count()


def is_drawn(picture) -> bool:
    with picture:
        return picture.read(4) == b"RIFF"


def test_what_a_request_has_no_time_for_is_drawn_by_the_worker_once(pdf):
    for _reader in range(3):
        picture_hand_over(stored_file=pdf, name=f"1-{PAGE_WIDTH}")
        with pytest.raises(BeingDrawn):
            page_picture(pdf, 1, PAGE_WIDTH)
    assert draw_jobs() == 1
    work_off()
    assert not SlowPicture.objects.exists()
    assert is_drawn(page_picture(pdf, 1, PAGE_WIDTH))


@contextlib.contextmanager
def every_turn_taken():
    for _turn in range(2):
        AT_ONCE.acquire()
    try:
        yield
    finally:
        AT_ONCE.release(2)


def test_nobody_waits_behind_others_for_long(pdf):
    begun = time.monotonic()
    with every_turn_taken(), pytest.raises(BeingDrawn):
        page_picture(pdf, 1, PAGE_WIDTH)
    assert time.monotonic() - begun < PATIENCE + BUSY
    work_off()
    assert is_drawn(page_picture(pdf, 1, PAGE_WIDTH))


def lost(row: Model) -> SlowPicture:
    return row.slow_pictures.get(state=SlowPicture.State.LOST)


def test_a_bomb_costs_one_request_a_few_seconds_and_no_other_anything(bomb):
    begun = time.monotonic()
    with contextlib.suppress(BeingDrawn):  # on a quick machine it is known at once that it cannot be drawn
        page_picture(bomb, 1, PAGE_WIDTH)
    assert time.monotonic() - begun < IN_A_REQUEST.wall_seconds + BUSY
    work_off()
    assert lost(bomb).reason
    with every_turn_taken():
        assert page_picture(bomb, 1, PAGE_WIDTH) is None, "it needs no turn, for it is not tried again"
    assert draw_jobs() <= 1


def test_what_does_not_open_is_not_tried_again_until_the_file_is_read_again():
    row = StoredFileFactory(data=make_encrypted_pdf(["One"]))
    assert page_picture(row, 1, PAGE_WIDTH) is None
    assert lost(row).reason == "encrypted"
    SlowPicture.objects.update(reason="seen")
    assert page_picture(row, 1, PAGE_WIDTH) is None
    assert lost(row).reason == "seen"
    stored_file_read_again(stored_file=row)
    assert not row.slow_pictures.exists()


def test_reading_again_draws_anew(pdf):
    with page_picture(pdf, 1, PAGE_WIDTH) as drawn:
        assert default_storage.exists(drawn.name)
    stored_file_read_again(stored_file=pdf)
    assert not default_storage.exists(drawn.name)


def test_the_reader_is_told_in_the_place_of_the_picture(client, pdf):
    pdf.unit, pdf.unit_count = "page", 2
    pdf.save()
    place = OutputFileFactory(output=OutputFactory(published=True), stored_file=pdf)
    SlowPictureFactory(stored_file=pdf, name=f"2-{PAGE_WIDTH}")
    response = client.get(reverse("works:page_picture", args=[place.output.code, place.number, 2]))
    assert (response.status_code, response["Content-Type"]) == (202, "image/svg+xml")
    assert response["Cache-Control"] == "no-store"
    assert "is being drawn" in response.content.decode()
