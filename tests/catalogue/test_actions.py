"""Deeds on the catalogue: what they change, what they refuse."""

import pytest
from sqlalchemy import select

from app.catalogue import records
from app.catalogue.models import Need, Organisation, Suggestion, Technology
from app.catalogue.needs.actions import create_need, edit_need, step_need
from app.catalogue.organisations.actions import edit_organisation
from app.catalogue.states import (
    Confidentiality,
    DismissReason,
    NeedState,
    SuggestionState,
    TechnologyState,
)
from app.catalogue.suggestions import actions as suggestions
from app.catalogue.suggestions import index
from app.catalogue.technologies.actions import approve_technology, refuse_technology
from app.core import jobs
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Refused
from tests.factories.accounts import make_hub
from tests.factories.catalogue import (
    make_expert,
    make_need,
    make_organisation,
    make_technology,
    need_given,
    organisation_given,
)


def refusal(deed, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value.code


def deeds(row) -> list[str]:
    found = select(AuditEntry.action).where(
        AuditEntry.subject_type == type(row).__tablename__, AuditEntry.subject_id == row.id
    )
    return list(db.session.scalars(found.order_by(AuditEntry.id)))


# ---------------------------------------------------------------- organisations
def test_codes_are_given_in_order_within_each_hub(app):
    hub, other = make_hub(), make_hub()
    assert [make_organisation(hub).code for _ in range(3)] == ["O001", "O002", "O003"]
    assert make_organisation(other).code == "O001"
    make_organisation(hub, code="O1200")
    assert make_organisation(hub).code == "O1201"


def test_a_code_or_tax_code_in_use_is_refused(app):
    hub = make_hub()
    make_organisation(hub, code="O001", tax_code="2900123456")

    assert refusal(make_organisation, hub, code="O001") == "code_taken"
    assert refusal(make_organisation, hub, tax_code="2900123456") == "tax_code_taken"
    assert make_organisation(make_hub(), tax_code="2900123456").tax_code == "2900123456"


def test_the_second_of_two_editors_is_told_and_changes_nothing(app):
    row = make_organisation(name="Viện Sông Hồng")
    edit_organisation(row.id, 1, organisation_given(name="Viện Sông Hồng mới"))

    late = organisation_given(name="Viện Sông Lam")
    assert refusal(edit_organisation, row.id, 1, late) == "changed_meanwhile"
    assert db.session.get(Organisation, row.id).name == "Viện Sông Hồng mới"
    assert deeds(row) == ["organisation_created", "organisation_edited"]


def test_an_edit_without_change_leaves_no_trace(app):
    row = make_organisation()
    same = organisation_given(name=row.name)
    assert edit_organisation(row.id, 1, same).version == 1
    assert deeds(row) == ["organisation_created"]


def test_archiving_can_be_undone(app):
    row = make_need()
    records.archive(row)
    records.archive(row)
    assert db.session.get(Need, row.id).archived_at is not None
    records.restore(row)
    assert db.session.get(Need, row.id).archived_at is None
    assert deeds(row) == ["need_created", "need_archived", "need_restored"]


# ---------------------------------------------------------------- needs
def test_a_need_goes_its_way_step_by_step(app):
    need = make_need(state=NeedState.RECEIVED)
    for state in (NeedState.VERIFIED, NeedState.SEARCHING, NeedState.MATCHED, NeedState.RESOLVED):
        step_need(need.id, state)
    need = db.session.get(Need, need.id)
    assert (need.state, need.resolved_on is not None) == (NeedState.RESOLVED, True)
    step_need(need.id, NeedState.NEGOTIATING)
    assert db.session.get(Need, need.id).resolved_on is None


def test_steps_out_of_order_and_without_reason_are_refused(app):
    need = make_need(state=NeedState.RECEIVED)

    assert refusal(step_need, need.id, NeedState.RESOLVED) == "step_not_allowed"
    assert refusal(step_need, need.id, NeedState.REJECTED) == "reason_missing"
    assert refusal(step_need, need.id, NeedState.DUPLICATE, duplicate_of="N999") == (
        "duplicate_unknown"
    )
    assert db.session.get(Need, need.id).state is NeedState.RECEIVED


def test_a_duplicate_names_the_need_it_repeats(app):
    hub = make_hub()
    first, again = make_need(hub), make_need(hub)
    assert refusal(step_need, first.id, NeedState.DUPLICATE, duplicate_of=first.code) == (
        "duplicate_unknown"
    )
    step_need(again.id, NeedState.DUPLICATE, duplicate_of=first.code.lower())
    assert db.session.get(Need, again.id).duplicate_of_id == first.id


def test_an_anonymous_need_must_not_name_who_has_it(app):
    hub = make_hub()
    asker = make_organisation(hub, name="Công ty TNHH Chế biến Cửa Sóng (giả định)")
    given = need_given(
        asker,
        description="Cty chế biến Cửa Sóng cần máy sấy",
        confidentiality=Confidentiality.ANONYMOUS,
    )
    assert refusal(create_need, hub.id, given) == "names_the_asker"


def test_a_budget_runs_from_low_to_high(app):
    need = make_need()
    given = need_given(need.organisation, budget_min_vnd=500, budget_max_vnd=400)
    assert refusal(edit_need, need.id, 1, given) == "budget_order"


# ---------------------------------------------------------------- technologies
def test_approval_counts_the_first_day_only_and_a_refusal_says_why(app):
    technology = make_technology(state=TechnologyState.SUBMITTED)
    assert technology.verified_on is None
    assert refusal(refuse_technology, technology.id, " ") == "reason_missing"
    refuse_technology(technology.id, "Chưa rõ chủ sở hữu")
    approve_technology(technology.id)
    technology = db.session.get(Technology, technology.id)
    assert technology.state is TechnologyState.APPROVED
    assert (technology.verified_on is not None, technology.refused_reason) == (True, None)


# ---------------------------------------------------------------- suggestions
def test_the_index_follows_every_deed(app):
    hub = make_hub()
    need = make_need(hub)
    assert index.technologies_for(need) == []

    mine = make_technology(hub)
    hidden = make_technology(publish_ok=False)  # of another hub
    make_technology(hub, need.organisation)  # the asker's own
    draft = make_technology(hub, state=TechnologyState.SUBMITTED)
    need = db.session.get(Need, need.id)
    assert [s.id for s in index.technologies_for(need)] == [mine.id]

    approve_technology(draft.id)
    need = db.session.get(Need, need.id)
    assert {s.id for s in index.technologies_for(need)} == {mine.id, draft.id}

    records.archive(db.session.get(Technology, mine.id))
    need = db.session.get(Need, need.id)
    assert {s.id for s in index.technologies_for(need)} == {draft.id}
    assert hidden.id not in {s.id for s in index.technologies_for(need)}


def test_suggestions_of_open_needs_are_stored_in_the_background(app):
    hub = make_hub()
    need = make_need(hub)
    technology = make_technology(hub)
    queued = db.session.scalars(select(jobs.Job.task)).all()
    assert queued == ["catalogue.refresh_suggestions"]

    from app.catalogue.suggestions.upkeep import refresh_open_needs

    assert refresh_open_needs() == {"needs": 1, "suggestions": 1}
    row = db.session.scalars(select(Suggestion)).one()
    assert (row.need_id, row.technology_id, row.state) == (
        need.id, technology.id, SuggestionState.SUGGESTED
    )  # fmt: skip
    records.archive(technology)
    refresh_open_needs()
    assert db.session.scalars(select(Suggestion.score)).one() == 0.0


def test_accepting_matches_the_need_and_taking_it_back_searches_again(app):
    need, technology = make_need(), make_technology()

    row = suggestions.accept_suggestion(need.id, technology.id)
    assert row.reasons["fields"] == ["POST"]
    assert db.session.get(Need, need.id).state is NeedState.MATCHED

    suggestions.undo_decision(need.id, technology.id)
    assert db.session.get(Need, need.id).state is NeedState.SEARCHING

    suggestions.dismiss_suggestion(need.id, technology.id, DismissReason.TOO_DEAR)
    row = db.session.scalars(select(Suggestion)).one()
    assert (row.state, row.dismiss_reason) == (SuggestionState.DISMISSED, DismissReason.TOO_DEAR)


def test_an_experts_profile_is_handed_over_once(app):
    need, expert = make_need(), make_expert()
    assert [s.id for s in index.experts_for(need)] == [expert.id]
    one = suggestions.provide_expert(need.id, expert.id)
    assert suggestions.provide_expert(need.id, expert.id).id == one.id
    suggestions.withdraw_expert(need.id, expert.id)
    assert deeds(need) == ["need_created", "expert_provided", "expert_withdrawn"]
