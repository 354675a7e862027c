"""The sample fair with something of everything, and a stranger's hub beside it.

Own is hub H01 with its fair; another event of the hub is the sample's class; another hub is
H02 with an event of its own. Codes of the strangers exist nowhere in the own hub.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.catalogue.models import Need
from app.catalogue.suggestions.index import fitting
from app.config import load
from app.connections.portal.models import Profile
from app.connections.portal.suggestions import for_profile
from app.core import access, clock, jobs
from app.core.db import db
from app.demo import loader
from app.demo.sample import FAIR, Sample
from tests.conftest import Statements, compile_once
from tests.crawl import Walked, walk
from tests.factories.accounts import sign_in_as
from tests.security.world import past, strangers
from tests.security.world.links import prefix_of
from tests.security.world.places import HUB, OTHER_EVENT, OTHER_HUB, hub_of
from tests.security.world.rows import crossed_references, rows_of_strangers

__all__ = [
    "HUB",
    "OTHER_EVENT",
    "OTHER_HUB",
    "World",
    "create",
    "crossed_references",
    "prefix_of",
    "rows_of_strangers",
    "start",
]


@dataclass
class World:
    """A loaded installation in this process, and browsers signed in to it."""

    app: Flask
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    #: of another hub: address segment -> code
    foreign: dict[str, str] = field(default_factory=dict)
    #: what stands before a token in the URL map -> the token of a link of ours, of a stranger
    links: dict[str, str] = field(default_factory=dict)
    foreign_links: dict[str, str] = field(default_factory=dict)
    session: str = ""  # the code of the session that one of our links moves back
    device: dict[str, str] = field(default_factory=dict)
    job: str = ""

    #: by endpoint of the walk: the most statements that one of its addresses took, and which
    statements: dict[str, tuple[int, str]] = field(default_factory=dict)
    _walked: Walked | None = None

    def walk(self) -> Walked:
        """Every page of the office and the public as a manager finds it, walked once."""
        if self._walked is not None:
            return self._walked
        before = 0

        def note(endpoint: str, address: str) -> None:
            nonlocal before
            found = self.statements.get(endpoint, (0, ""))
            self.statements[endpoint] = max(found, (len(sent) - before, address))
            before = len(sent)

        with self.inside():
            engine = db.engine
            known = db.session.scalars(sa.select(Need)).first()
            fitting(known)  # the first question of a process builds the index for all
            someone = db.session.scalars(sa.select(Profile)).first()
            for_profile(someone, someone.registration.event)
        for page in ("", "/tables"):  # drawn once for all
            self.clients["anonymous"].get(f"/board/{self.links['/board/']}{page}")
        # at one moment: a walk of minutes on a slow machine would note that its session lives
        with clock.at(clock.now()), Statements(engine) as sent:
            self._walked = walk(self.clients["manager"], start(self, "office"), seen_at=note)
        return self._walked

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self.app.app_context():
            yield


def create(folder: Path, url: str, client_class: type[FlaskClient], *, scale: int = 1) -> World:
    """Load the sample into a fresh database and fill in what it leaves empty."""
    from app.factory import create_app

    settings = load(
        {
            "KETNOI_DATA_DIR": str(folder),
            "KETNOI_DATABASE_URL": url,
            "KETNOI_RATE_LIMITS": "off",
            "KETNOI_SQLITE_SYNCHRONOUS": "OFF",
        },
        testing=True,
    )
    app = create_app(settings)
    compile_once(app, folder)
    app.test_client_class = client_class
    app.config["PROPAGATE_EXCEPTIONS"] = False
    world = World(app)
    with app.app_context():
        db.create_all()
        loader.load(Sample(clock.today(), scale))
        theirs = strangers.add()
        world.foreign, world.foreign_links, world.job = theirs.codes, theirs.links, theirs.job
        ours = past.add(scale)
        world.links, world.device, world.session = ours.links, ours.device, ours.session
        _people(world)
        jobs.beat()
        db.session.remove()
    return world


def _people(world: World) -> None:
    hub, other = hub_of(HUB), hub_of(OTHER_HUB)
    client = world.app.test_client
    world.clients = {
        "anonymous": client(),
        "manager": sign_in_as(client(), "manager", hub),
        "organiser": sign_in_as(client(), "organiser", hub),
        "stranger": sign_in_as(client(), "manager", other),
        "admin": sign_in_as(client(), "admin"),
    }


def by_link(world: World) -> list[tuple[str, str]]:
    """The pages that a link opens for whoever holds it; the office's own need more than a link."""
    with world.inside():
        return [
            (prefix_of(route.rule), world.links[prefix_of(route.rule)])
            for route in world.app.url_map.iter_rules()
            if route.rule.endswith("<token>")
            and "GET" in (route.methods or set())
            and (rule := access.rule_of(route.endpoint)) is not None
            and rule.kind == "link"
        ]


def start(world: World, who: str) -> list[str]:
    """Where a walk along the links begins: "public", or "office" with the public pages."""
    fair = f"/events/{FAIR}"
    public = ["/", "/sign-in", "/forgotten", "/calendar", "/technologies", "/needs", "/privacy"]
    public += [fair, f"{fair}/register", f"/r/{world.links['/r/']}/details", "/scan/kiosk"]
    public += [prefix.replace("<purpose>", "reset") + token for prefix, token in by_link(world)]
    if who == "public":
        return public
    office = [f"{fair}/desk", f"/hubs/{HUB}", "/scan", "/account"]
    office += [f"/hubs/{HUB}/{page}" for page in ("people", "audit", "venues", "find?q=cam")]
    return office + public
