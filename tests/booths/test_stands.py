"""Booths: made, changed, imported, removed; never on top of each other."""

import pytest

from app.booths.floor import floor_of
from app.booths.layout import Place
from app.booths.models import Booth
from app.booths.stands import actions
from app.booths.stands.importing import COLUMNS, read_rows
from app.core import sheets
from app.core.db import db
from app.core.errors import Refused
from app.demo import sample
from tests.factories.booths import make_booth, make_exhibit, place_given
from tests.factories.events import make_event


@pytest.fixture
def event(app):
    return make_event()


def refused(deed):
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value.code


def codes(event):
    db.session.rollback()
    return [booth.code for booth in floor_of(event).booths]


def test_booths_are_added_all_or_none(event):
    actions.add_booths(event.id, [place_given("A01"), place_given("A02")])
    twice = [place_given("A03"), place_given("A02")]

    assert refused(lambda: actions.add_booths(event.id, twice)) == "booth_code_taken"
    assert codes(event) == ["A01", "A02"]


def test_a_booth_does_not_stand_on_another_of_its_hall(event):
    make_booth(event, "A01", x=0.0)
    over = place_given("A02", x=2.0)

    assert refused(lambda: actions.add_booths(event.id, [over])) == "booths_overlap"
    make_booth(event, "A02", x=2.0, hall="Sảnh 2")


def test_new_figures_are_refused_when_those_who_stand_there_could_not_stay(event):
    booth = make_booth(event)
    make_exhibit(event, booth=booth, power_kw=3.0)
    less = place_given("A01", x=booth.x, power_kw=2.2)

    assert refused(lambda: actions.edit_booth(booth.id, 1, less)) == "booth_limits_broken"
    more = place_given("A01", x=booth.x, power_kw=11.0)
    actions.edit_booth(booth.id, 1, more)
    assert actions.place_of(db.session.get_one(Booth, booth.id)) == more
    assert refused(lambda: actions.edit_booth(booth.id, 1, more)) == "changed_meanwhile"


def test_only_empty_booths_are_removed(event):
    make_exhibit(event, booth=make_booth(event, "A01"))
    make_booth(event, "A02")

    assert refused(lambda: actions.delete_booths(event.id, ["A01", "A02"])) == "booth_in_use"
    assert actions.delete_booths(event.id, ["A02"]) == 1
    assert codes(event) == ["A01"]


# ---------------------------------------------------------------------- from a file
def rows_of(text, known=None):
    return read_rows(sheets.read(text.encode(), "booths.csv"), known or {})


def test_the_samples_booths_are_read_as_they_are(app):
    text = "\n".join(
        [",".join(COLUMNS)]
        + [",".join(row[column] for column in COLUMNS) for row in sample.rows("booths")]
    )
    rows = rows_of(text)

    assert len(rows) == 102
    assert [row.errors for row in rows if row.errors] == []
    assert rows[-1].place == Place(
        "E06", "Sân trung tâm", "E", 30.0, 0.0, 6.0, 3.0, 18.0, 22.0, True, False, 6, False
    )


def test_vietnamese_heads_defaults_and_decimal_commas_are_understood(app):
    [row] = rows_of("Mã gian;Sảnh;x;y;Rộng;Sâu;Điện (kW);Nước\nA01;Sảnh 1;1,5;0;3;2,5;3,5;có\n")

    assert row.place == Place(
        "A01", "Sảnh 1", None, 1.5, 0.0, 3.0, 2.5, 7.5, 3.5, True, False, 3, False
    )


def test_every_mistake_is_named_by_column(app):
    rows = rows_of(
        "code,x,y,width,depth,water\n,0,0,3,3,yes\nA/1,a,0,0,3,maybe\nA1,0,0,3,3,\nA1,9,9,3,3,\n"
    )

    assert [sorted(row.errors) for row in rows] == [
        ["code"],
        ["code", "water", "width", "x"],
        [],
        ["code"],
    ]


def test_missing_columns_are_named(app):
    assert refused(lambda: rows_of("code,x\nA1,1\n")) == "booth_columns_missing"


def test_an_import_adds_new_booths_and_changes_known_ones_whole(event):
    booth = make_booth(event, "A01", x=0.0)
    moved = place_given("A01", x=30.0)
    made = actions.import_booths(event.id, [moved, place_given("A02", x=0.0)])

    assert (made.added, made.changed) == (1, 1)
    assert (db.session.get_one(Booth, booth.id).x, codes(event)) == (30.0, ["A01", "A02"])
    onto = [place_given("A01", x=0.0), place_given("A03", x=60.0)]
    assert refused(lambda: actions.import_booths(event.id, onto)) == "booths_overlap"
    assert codes(event) == ["A01", "A02"]
