"""Every address that a signed link opens, by what stands before its token in the URL map."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.accounts.actions import reset_payload
from app.accounts.models import User
from app.catalogue.imports.columns import Kind, titles
from app.catalogue.models import NeedOpening
from app.catalogue.openings.links import token_of as opening_token
from app.connections.digests.links import token_of as digest_token
from app.connections.digests.models import Digest
from app.connections.followups import letters
from app.connections.followups.models import FollowUp
from app.connections.leads.links import token_of as leads_token
from app.connections.leads.models import LeadPhone
from app.connections.models import Meeting, MeetingRequest
from app.connections.portal.links import answer_address
from app.connections.presence.links import objection_address, table_token
from app.connections.stages import Side
from app.connections.timetables.links import token_of as schedule_token
from app.core import files, links, sheets
from app.events.models import Event, EventSession
from app.registrations.board import links as board
from app.registrations.delegations import link as groups
from app.registrations.letters.news import way_out_of
from app.registrations.models import Delegation, Registration
from app.registrations.own import link, transfer

IMPORT = "imports/" + "k" * 26  # a file that waits to be imported into the catalogue


@dataclass(frozen=True)
class Holders:
    """Whom and what the links of one hub are about. `host`: who has a place to offer."""

    event: Event
    person: Registration
    host: Registration
    group: Delegation
    request: MeetingRequest
    follow_up: FollowUp
    meeting: Meeting
    phone: LeadPhone
    digest: Digest
    opening: NeedOpening
    user: User
    session: EventSession


def prefix_of(rule: str) -> str:
    return rule.partition("<token>")[0]


def tokens_of(of: Holders) -> dict[str, str]:
    """A token for each kind of link, by what stands before it in the URL map."""
    session, event = of.session, of.event
    files.write(IMPORT, sheets.write(titles(Kind.ORGANISATIONS), [["O-Z9", "Đơn vị"]], "csv"))
    waiting = {
        "hub": event.hub_id,
        "kind": "organisations",
        "file": IMPORT,
        "name": "to-chuc.csv",
        "confidentiality": "public",
    }
    moved = {
        "session": session.id,
        "version": session.version,
        "starts": session.starts_at.isoformat(),
        "ends": session.ends_at.isoformat(),
        "room": session.room_id,
    }
    offer = transfer.offer(of.host, "Người Đi Thay", "di.thay@example.org")
    return {
        "/r/": link.token_of(of.person.code, of.person.link_nonce),
        "/d/": groups.token_of(of.group),
        "/transfer/": _last(transfer.address_of(offer)),
        "/meet/": _last(answer_address(of.request, Side.DEMAND)),
        "/m/": schedule_token(event, of.request.need.organisation_id),
        "/follow-up/": _last(letters.address_of(of.follow_up)),
        "/tables/": table_token(event, 1),
        "/meetings/objection/": _last(objection_address(of.meeting, Side.DEMAND)),
        "/board/": _board(event),
        "/u/": _last(way_out_of(of.person)),
        "/leads/": leads_token(of.phone),
        "/digest/": digest_token(of.digest),
        "/need/": opening_token(of.opening),
        "/reset/<purpose>/": links.sign("reset", reset_payload(of.user)),
        "/hubs/<hub>/import/<kind>/": links.sign("import", waiting),
        "/events/<slug>/desk/agenda/<code>/move-back/": links.sign("session_move", moved),
    }


def _board(event: Event) -> str:
    """The board's link; it opens the page of the tables too."""
    link = board.renew(event)
    board.show_tables(link, shown=True)
    return board.token_of(link)


def _last(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2]
