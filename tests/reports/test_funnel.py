"""The funnel: how far pairs came from a suggestion to a transferred technology."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.catalogue.models import Suggestion
from app.catalogue.states import SuggestionState
from app.connections.followups import actions as followups
from app.connections.requests import actions as requests
from app.connections.stages import OutcomeKind
from app.core import clock
from app.core.db import db, transaction
from app.reports.chain import FOLLOWED, STEPS, Chain, ChainStep, funnel
from app.reports.counting.chains import Chosen, chains_of
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need
from tests.factories.connections import make_connection, make_meeting, make_request, result
from tests.factories.events import make_event

DAY = date(2026, 3, 2)


def chain_of(steps: list[tuple[ChainStep, int]]) -> Chain:
    chain = Chain(1, 1, None)
    for step, days in steps:
        chain.reach(step, DAY + timedelta(days=days))
    return chain


chains = st.lists(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 400)), max_size=6).map(chain_of),
    max_size=12,
)


@given(chains)
def test_from_the_connection_on_no_step_is_larger_than_the_one_before(found):
    counts = {stage.step: stage.count for stage in funnel(found)}
    followed = [counts[step] for step in FOLLOWED]

    assert followed == sorted(followed, reverse=True)


@given(chains, st.randoms())
def test_each_number_is_its_list_and_the_order_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)

    assert funnel(shuffled) == funnel(found)
    for stage in funnel(found):
        assert stage.count == len([one for one in found if stage.step in one.days])
        assert stage.median_days is None or stage.median_days >= 0
        assert stage.share is None or 0 <= stage.share <= 1


def test_who_came_without_the_step_before_is_no_part_of_its_share():
    found = [
        chain_of([(ChainStep.SUGGESTED, 0)]),
        *(chain_of([(ChainStep.REQUESTED, 0)]) for _ in range(5)),
    ]
    stages = {stage.step: stage for stage in funnel(found)}

    assert (stages[ChainStep.REQUESTED].count, stages[ChainStep.REQUESTED].share) == (5, 0)


def test_median_time_and_share_are_between_neighbours():
    found = [
        chain_of([(ChainStep.REQUESTED, 0), (ChainStep.ACCEPTED, 2)]),
        chain_of([(ChainStep.REQUESTED, 0), (ChainStep.ACCEPTED, 6)]),
        chain_of([(ChainStep.REQUESTED, 0)]),
        chain_of([(ChainStep.REQUESTED, 0)]),
    ]
    stages = {stage.step: stage for stage in funnel(found)}

    assert (stages[ChainStep.ACCEPTED].share, stages[ChainStep.ACCEPTED].median_days) == (0.5, 4)
    assert stages[ChainStep.REQUESTED].share is None  # nothing was suggested


@pytest.fixture
def hub(app):
    """Two pairs of a fair, one of which signed a contract; one pair of the year's work."""
    hub = make_hub()
    event = make_event(hub)
    pair = make_request(event, need=make_need(hub, field="POST"))
    requests.answer(pair, accept=True)
    make_request(event, need=make_need(hub, field="AQUA"))
    meeting = make_meeting(hub, need=pair.need, technology=pair.technology)
    with transaction():
        meeting.event_id = event.id
    connection = make_connection(hub, meeting=meeting)
    followups.add_step(connection, result(OutcomeKind.TRANSFER_CONTRACT, value_vnd=480_000_000))
    make_connection(hub, OutcomeKind.INFORMATION)
    return hub, event


def counts_of(chosen: Chosen) -> dict[str, int]:
    return {stage.step.value: stage.count for stage in funnel(chains_of(chosen)) if stage.count}


def test_the_chain_keeps_its_links(hub):
    hub, event = hub

    assert counts_of(Chosen(hub.id, event.id)) == {
        "requested": 2,
        "accepted": 1,
        "scheduled": 1,
        "held": 1,
        "exploring": 1,
        "memorandum": 1,
        "contract": 1,
    }
    assert counts_of(Chosen(hub.id))["held"] == 2
    assert counts_of(Chosen(hub.id, field="AQUA")) == {"requested": 1}
    assert counts_of(Chosen(hub.id, year=1999)) == {}
    assert counts_of(Chosen(make_hub().id)) == {}


def test_a_hub_counts_what_was_suggested_for_needs_that_guests_brought_to_its_fair(hub):
    hub, event = hub
    guest = make_need(make_hub())
    request = make_request(event, need=guest)
    with transaction():
        db.session.add(
            Suggestion(
                hub_id=guest.hub_id,
                need_id=guest.id,
                technology_id=request.technology_id,
                score=0.7,
                reasons={},
                state=SuggestionState.SUGGESTED,
                created_at=clock.now(),
            )
        )

    assert counts_of(Chosen(hub.id, event.id))["suggested"] == 1
    assert counts_of(Chosen(hub.id))["suggested"] == 1


def test_a_step_taken_back_does_not_count(hub):
    from sqlalchemy import select

    from app.connections.models import ConnectionStep
    from app.connections.stages import Stage

    hub, event = hub
    paper = select(ConnectionStep).where(ConnectionStep.stage == Stage.CONTRACT)
    step = db.session.scalars(paper).one()
    followups.take_back(step.connection, step)

    assert "contract" not in counts_of(Chosen(hub.id, event.id))


def test_each_number_opens_its_list_and_goes_into_a_workbook(hub, client, sign_in):
    hub, event = hub
    sign_in(client, "viewer", hub=hub)
    page = f"/events/{event.slug}/desk/funnel"

    assert "step=contract" in client.get(page).text
    listed = client.get(f"{page}?step=contract").text
    assert "480" in listed
    assert client.get(f"{page}?step=nothing&page=99").status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{page}?format=xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + len(STEPS)
    assert [row[4] for row in rows if row[1] == 1][-1] == 480_000_000
    sheet = client.get(f"/hubs/{hub.slug}/funnel?step=held&format=csv").text
    assert len(sheet.strip().splitlines()) == 3
