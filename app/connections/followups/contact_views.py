"""The contacts, the owner and the contracts of a connection."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, url_for

from app.connections.followups import actions, contacts, contracts, queries
from app.connections.followups import answer_queries as details
from app.connections.followups.blueprint import bp
from app.connections.followups.contract_forms import ContractForm
from app.connections.followups.forms import ContactForm, KeeperForm
from app.connections.followups.page import connection_of, connection_page
from app.connections.models import Connection
from app.connections.stages import Side
from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _


def _back(hub: str, code: str, part: str) -> Any:
    return web.see_other(url_for(".one", hub=hub, code=code, _anchor=part))


@bp.post("/hubs/<hub>/connections/<code>/contacts")
@access.hub_role(Role.ORGANISER)
def add_contact(hub: str, code: str) -> Any:
    """Somebody more who speaks for a side."""
    connection = connection_of(code)
    form = ContactForm()
    if form.submitted():
        try:
            contacts.add(connection, Side(form.side.data), form.given())
            web.done(_("The contact is kept."))
            return _back(hub, code, "contacts")
        except Refused as refusal:
            form.refuse(refusal)
    return connection_page(connection_of(code), contact_form=form, status=422)


@bp.post("/hubs/<hub>/connections/<code>/contacts/<int:contact_id>/remove")
@access.hub_role(Role.ORGANISER)
def remove_contact(hub: str, code: str, contact_id: int) -> Any:
    """Forget a contact; what it answered stays with its side."""
    contact = details.contact_of(connection_of(code), contact_id) or abort(404)
    contacts.remove(contact)
    web.done(_("The contact is taken away."))
    return _back(hub, code, "contacts")


@bp.post("/hubs/<hub>/connections/<code>/keeper")
@access.hub_role(Role.ORGANISER)
def hand_over(hub: str, code: str) -> Any:
    """Somebody of the hub follows it up from now on."""
    connection = connection_of(code)
    form = KeeperForm()
    form.keeper.choices = queries.keepers(g.hub)
    if not form.submitted():
        abort(400)
    try:
        actions.hand_to(connection, int(form.keeper.data))
        web.done(_("It is handed over."))
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".one", hub=hub, code=code))


@bp.route("/hubs/<hub>/connections/<code>/contracts/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_contract(hub: str, code: str) -> Any:
    """A technology transfer contract with the fields that the law asks for."""
    connection = connection_of(code)
    form = ContractForm.about(connection)
    if form.submitted():
        try:
            contracts.record(connection, form.given())
            web.done(_("The contract is kept."))
            return _back(hub, code, "contracts")
        except Refused as refusal:
            form.refuse(refusal)
    return _contract_page(connection_of(code), form)


@bp.route("/hubs/<hub>/connections/<code>/contracts/<contract>", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def edit_contract(hub: str, code: str, contract: str) -> Any:
    """Put a contract right, or note its registration."""
    connection = connection_of(code)
    row = details.contract_of(connection, contract) or abort(404)
    form = ContractForm.of(row)
    if form.submitted():
        try:
            contracts.edit(row, form.given(), web.etag_version(form.version.data))
            web.done(_("The contract is changed."))
            return _back(hub, code, "contracts")
        except Refused as refusal:
            form.refuse(refusal)
    return _contract_page(connection_of(code), form)


def _contract_page(connection: Connection, form: ContractForm) -> Any:
    page = render_template(
        "connections/followup/contract.html",
        connection=connection,
        meeting=connection.meeting,
        form=form,
    )
    conflict = g.get("conflict")
    return page, 409 if conflict else 422 if form.errors else 200
