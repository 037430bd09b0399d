"""Names are found by their beginning without looking at every contributor of the house."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q

from repository.outputs.models import Contribution


@pytest.mark.django_db
def test_either_database_finds_a_name_by_its_beginning():
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")  # an empty table is read faster than an index
    named = Contribution.objects.filter(Q(family_name__istartswith="mcd") | Q(given_name__istartswith="mcd"))
    plan = named.order_by().explain()
    assert "contribution_family_name" in plan
    assert "contribution_given_name" in plan
