"""What registrations tell the thread, the desk, the public page and the search."""

import pytest

from app.core import backups, hooks
from app.core.text import fold
from app.registrations import actions
from app.registrations import hooks as ours
from app.registrations.own import actions as own
from tests.factories.accounts import make_hub
from tests.factories.registrations import make_category, make_open_event, make_registration


@pytest.fixture(autouse=True)
def request_of_a_page(app):
    with app.test_request_context("/", headers={"Cookie": "ketnoi_language=en"}):
        yield


@pytest.fixture
def event():
    return make_open_event(make_hub())


def test_the_thread_counts_people_with_a_place(event):
    category = make_category(event, places=2)
    for _ in range(3):
        make_registration(category)

    (chapter,) = ours.chapter(event)

    assert (chapter.key, chapter.state, chapter.figure) == ("registrations", "now", "2 people")


def test_the_desk_is_told_of_approvals_and_missing_categories(event):
    assert [task.action for task in ours.tasks(event)] == ["Add a category"]

    category = make_category(event, approval=True)
    registration = make_registration(category)
    assert [task.title for task in ours.tasks(event)] == ["1 registration waits for approval"]

    actions.approve(registration)
    assert list(ours.tasks(event)) == []


def test_the_public_page_shows_places_of_open_categories(event):
    few = make_category(event, places=2, name="Báo chí", position=2)
    make_category(event, places=None, name="Khách", position=1)
    make_category(event, public=False)
    for _ in range(3):
        make_registration(few)

    facts = sorted(ours.seats(event), key=lambda fact: fact.order)

    assert [(f.label, f.value) for f in facts] == [
        ("Khách", "open to all"),
        ("Báo chí", "full, 1 waiting"),
    ]


def test_people_are_found_in_the_hub_alone(event):
    made = make_registration(make_category(event), name="Lò Văn Điện")
    make_registration(name="Lò Văn Điện")

    found = list(ours.find(event.hub, fold("điện lò").split()))

    assert [each["title"] for each in found] == ["Lò Văn Điện"]
    assert made.code in found[0]["url"]
    assert list(ours.find(event.hub, ["100%"])) == []


def test_every_answer_is_registered_once():
    for hook, answer in (
        (hooks.thread, ours.chapter),
        (hooks.desk_tasks, ours.tasks),
        (hooks.desk_numbers, ours.numbers),
        (hooks.public_facts, ours.seats),
        (hooks.find, ours.find),
    ):
        assert hook.answers.count(answer) == 1
    assert backups.list_erasures.count(own.erased_codes) == 1
