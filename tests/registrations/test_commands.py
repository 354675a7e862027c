"""`categories create`, `badges …`: exit codes and what they print."""

import re

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.core.db import db
from app.registrations import queries
from app.registrations.models import Category
from app.registrations.states import BadgeState
from tests.factories.registrations import make_category, make_open_event, make_registration


@pytest.fixture
def run(app):
    """Run a command; exit code, standard output, standard error."""
    runner = app.test_cli_runner()

    def do(*args):
        outcome = runner.invoke(args=[str(arg) for arg in args])
        db.session.rollback()
        return outcome.exit_code, outcome.stdout, outcome.stderr

    return do


def test_a_category_is_open_for_sign_up_without_approval(run):
    event = make_open_event()

    assert run("categories", "create", event.slug, "few", "--places", 1, "--name", "Ít chỗ")[0] == 0

    made = db.session.scalars(select(Category)).one()
    assert (made.code, made.name, made.places) == ("few", "Ít chỗ", 1)
    assert (made.public, made.approval, made.number) == (True, False, 1)
    assert make_registration(made).status == "confirmed"


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("nothing", "few", "--places", 1), 2),
        (("EVENT", "few", "--places", -1), 2),
        (("EVENT", "few", "--places", "x"), 2),
        (("EVENT", "có dấu", "--places", 1), 2),
        (("EVENT", "few"), 2),
        (("EVENT", "there", "--places", 1), 1),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(run, args, code):
    event = make_open_event()
    make_category(event, code="there")

    answer = run("categories", "create", *[event.slug if a == "EVENT" else a for a in args])

    assert answer[0] == code
    assert answer[2].strip()
    assert "Traceback" not in answer[2]


def test_tokens_of_valid_badges_alone_are_printed(run):
    category = make_category()
    first, second = make_registration(category), make_registration(category)
    run("badges", "revoke", category.event.slug, second.code)

    code, out, _err = run("badges", "tokens", category.event.slug)

    assert code == 0
    assert re.fullmatch(rf"{first.code}\t[1-9][0-9]{{197}}\n", out)


def test_revoking_needs_a_badge(run):
    registration = make_registration()
    slug = registration.event.slug

    assert run("badges", "revoke", slug, registration.code)[0] == 0
    assert [b.state for b in queries.badges_of(registration.id)] == [BadgeState.REVOKED]
    assert run("badges", "revoke", slug, registration.code)[0] == 1
    assert run("badges", "revoke", slug, "nothing")[0] == 2
    assert run("badges", "revoke", "nothing", registration.code)[0] == 2


def test_new_badges_are_those_never_printed(run, tmp_path):
    category = make_category()
    slug = category.event.slug
    for _ in range(5):
        make_registration(category)
    assert run("badges", slug, tmp_path / "all.pdf")[0] == 0
    late = make_registration(category, name="Trần Đến Muộn")
    assert run("badges", slug, tmp_path / "new.pdf", "--only", "new", "--layout", "card")[0] == 0

    assert len(PdfReader(tmp_path / "all.pdf").pages) == 2
    (page,) = PdfReader(tmp_path / "new.pdf").pages
    assert late.code in page.extract_text()
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (298, 420)


def test_badges_of_no_event_or_into_no_folder_are_unusable_input(run, tmp_path):
    registration = make_registration()
    slug = registration.event.slug

    assert run("badges", "nothing", tmp_path / "b.pdf")[0] == 2
    assert run("badges", slug, tmp_path / "no" / "b.pdf")[0] == 2
    assert run("badges", slug)[0] == 2
    assert queries.badge_counts(registration.event_id)["new"] == 1
