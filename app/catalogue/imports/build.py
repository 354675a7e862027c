"""From the checked values of a row to the row of a table, or to what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from app.catalogue.duplicates import bare_name, named_in
from app.catalogue.experts import actions as experts
from app.catalogue.imports.columns import Kind
from app.catalogue.imports.references import Known, Organisations
from app.catalogue.imports.rows import Problem
from app.catalogue.needs import actions as needs
from app.catalogue.organisations import actions as organisations
from app.catalogue.states import Confidentiality, NeedSource, NeedState, TechnologyState
from app.catalogue.technologies import actions as technologies
from app.core import clock, ids
from app.core.i18n import _

Values = dict[str, Any]


class Report(Protocol):
    problems: list[Problem]
    warnings: list[Problem]


class Bad(Exception):
    """A row that contradicts itself or the catalogue."""

    def __init__(self, column: str, value: object, message: str) -> None:
        super().__init__(message)
        self.column, self.value, self.message = column, str(value or ""), message


@dataclass
class Builder:
    """What rows are checked against; remembers the rows before."""

    organisations: Organisations
    confidentiality: Confidentiality
    names: dict[tuple[int, str], str] = field(default_factory=dict)
    tax_codes: set[tuple[int, str]] = field(default_factory=set)
    warning: tuple[str, str, str] | None = None


def built(
    builder: Builder, kind: Kind, report: Report, number: int, values: Values, hub_id: int
) -> Values | None:
    """The columns of a new row, with what a preview shows under "_shown"; None if it is bad."""
    builder.warning = None
    try:
        row = _BUILDERS[kind](builder, values, hub_id)
    except Bad as bad:
        report.problems.append(Problem(number, bad.column, bad.value, bad.message))
        return None
    if builder.warning is not None:
        report.warnings.append(Problem(number, *builder.warning))
    return row | {"hub_id": hub_id, "code": values.get("code"), "_shown": values}


def check_references(
    builder: Builder,
    kind: Kind,
    report: Report,
    partly: list[tuple[int, Values]],
    hub_id: int,
) -> None:
    """Name unknown organisations in rows that are bad already, so that one look shows it all."""
    if kind not in (Kind.TECHNOLOGIES, Kind.NEEDS):
        return
    for number, values in partly:
        if not (values.get("org_code") or values.get("org_name")):
            continue  # perhaps the very cell that could not be read
        try:
            _owner(builder, values, hub_id)
        except Bad as bad:
            report.problems.append(Problem(number, bad.column, bad.value, bad.message))


def _organisation(builder: Builder, values: Values, hub_id: int) -> Values:
    given = organisations.OrganisationGiven(
        name=values["name_vi"], **_same(values, organisations.OrganisationGiven)
    )
    _check_twins(builder, hub_id, given)
    return asdict(given) | organisations.derived(values.get("code") or "", given) | _new()


def _check_twins(builder: Builder, hub_id: int, given: organisations.OrganisationGiven) -> None:
    known = builder.organisations
    if given.tax_code:
        twin = known.by_tax_code.get((hub_id, given.tax_code))
        if twin or (hub_id, given.tax_code) in builder.tax_codes:
            who = f"{twin.code} {twin.name}" if twin else _("A row above")
            words = _("%(who)s has this tax code already.", who=who)
            raise Bad(_("Tax code"), given.tax_code, words)
        builder.tax_codes.add((hub_id, given.tax_code))
    bare = bare_name(given.name)
    same = known.by_name.get((hub_id, bare))
    before = builder.names.get((hub_id, bare))
    if same or before:
        who = f"{same.code} {same.name}" if same else before
        words = _("Perhaps the same as %(who)s.", who=who)
        builder.warning = (_("Name"), given.name, words)
    builder.names[hub_id, bare] = given.name


def _technology(builder: Builder, values: Values, hub_id: int) -> Values:
    owner = _owner(builder, values, hub_id)
    given = technologies.TechnologyGiven(
        organisation_id=owner.id,
        title=values["title_vi"],
        description=values["description_vi"],
        province=values.get("province") or owner.province,
        needs_water=bool(values.get("needs_water")),
        needs_internet=bool(values.get("needs_internet")),
        publish_ok=values.get("publish_ok") is not False,
        **_same(
            values,
            technologies.TechnologyGiven,
            but=("province", "needs_water", "needs_internet", "publish_ok"),
        ),
    )
    return (
        asdict(given)
        | technologies.derived(values.get("code") or "", given)
        | _new()
        | {
            "public_code": ids.code(12),
            "state": TechnologyState.APPROVED,
            "verified_on": clock.today(),
        }
    )


def _need(builder: Builder, values: Values, hub_id: int) -> Values:
    owner = _owner(builder, values, hub_id)
    given = needs.NeedGiven(
        organisation_id=owner.id,
        title=values["title_vi"],
        description=values["description_vi"],
        confidentiality=values.get("confidentiality") or builder.confidentiality,
        source=values.get("source") or NeedSource.SURVEY,
        needs_expert=bool(values.get("needs_expert")),
        **_same(values, needs.NeedGiven, but=("confidentiality", "source", "needs_expert")),
    )
    _check_need(given, owner.name, values)
    state = values.get("status") or NeedState.RECEIVED
    if state is NeedState.DUPLICATE:
        raise Bad(_("State"), state, _("Mark duplicates in the list of needs, not by import."))
    resolved = values.get("resolved_on") or max(clock.today(), given.received_on)
    return (
        asdict(given)
        | needs.derived(values.get("code") or "", given)
        | _new()
        | {
            "public_code": ids.code(12),
            "state": state,
            "resolved_on": resolved if state is NeedState.RESOLVED else None,
        }
    )


def _check_need(given: needs.NeedGiven, owner: str, values: Values) -> None:
    low, high = given.budget_min_vnd, given.budget_max_vnd
    if low is not None and high is not None and low > high:
        words = _("The upper end of the budget is below the lower one.")
        raise Bad(_("Budget to (VND)"), high, words)
    text = f"{given.title}. {given.description}. {given.requirements or ''}"
    if given.confidentiality is Confidentiality.ANONYMOUS and named_in(owner, text):
        words = _("The text names the organisation, but the need is anonymous.")
        raise Bad(_("Problem to solve"), values.get("org_name") or owner, words)


def _expert(builder: Builder, values: Values, hub_id: int) -> Values:
    code, name = values.get("org_code"), values.get("org_name")
    owner = builder.organisations.find(hub_id, code, name)
    if code and owner is None:
        raise Bad(_("Code of the organisation"), code, _no_organisation())
    given = experts.ExpertGiven(
        expertise=values["expertise_vi"],
        organisation_id=owner.id if owner else None,
        organisation_name=owner.name if owner else name,
        languages=values.get("languages") or [],
        public_profile=bool(values.get("consent_public_profile")),
        **_same(values, experts.ExpertGiven, but=("languages",)),
    )
    return (
        asdict(given)
        | experts.derived(values.get("code") or "", given)
        | _new()
        | {"approved_on": clock.today()}
    )


def _owner(builder: Builder, values: Values, hub_id: int) -> Known:
    code, name = values.get("org_code"), values.get("org_name")
    owner = builder.organisations.find(hub_id, code, name)
    if owner is not None:
        return owner
    if code:
        raise Bad(_("Code of the organisation"), code, _no_organisation())
    if name:
        raise Bad(_("Organisation"), name, _no_organisation())
    raise Bad(_("Organisation"), "", _("Say whose it is: a code or a name."))


def _no_organisation() -> str:
    return _("No such organisation in this hub: import it first.")


def _same(values: Values, given: type[Any], but: tuple[str, ...] = ()) -> Values:
    """The values whose columns are called as the fields of `given`."""
    fields = set(given.__dataclass_fields__) - set(but) - {"organisation_id", "name"}
    return {name: value for name, value in values.items() if name in fields and value is not None}


def _new() -> Values:
    return {"created_at": clock.now(), "archived_at": None, "version": 1}


_BUILDERS: dict[Kind, Callable[[Builder, Values, int], Values]] = {
    Kind.ORGANISATIONS: _organisation,
    Kind.TECHNOLOGIES: _technology,
    Kind.NEEDS: _need,
    Kind.EXPERTS: _expert,
}
