"""`flask demo load` and `flask demo run`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from app.core import audit, clock, words
from app.core.cli import UnusableInput, answers
from app.core.i18n import _l
from app.demo import loader
from app.demo.play import run as play
from app.demo.sample import Sample

MOST_SCALE = 200
words.register_deeds({"fair_played": _l("Sample fair played")})
group = AppGroup("demo", help="The sample fair.")


def _step(what: str, doing: str = "loading") -> None:
    if sys.stderr.isatty():
        click.echo(f"{doing}: {what} …", err=True)


@group.command("load")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="First day; default today.")
@click.option("--scale", type=click.IntRange(1, MOST_SCALE), default=1, help="How many times over.")
@with_appcontext
@answers
def load(start: datetime | None, scale: int) -> None:
    """Load the sample: hubs, catalogue, fair, people; again changes nothing."""
    first = start.date() if start else clock.today()
    if not 2000 <= first.year <= 2099:
        raise UnusableInput(f"a fair begins between 2000 and 2099, not in {first.year}")
    loaded = loader.load(Sample(first, scale), _step)
    if loaded is None:
        click.echo("the sample fair is there already; nothing was changed")
        return
    audit.seal(limit=1_000_000)
    outcome, event = loaded.people, loaded.event
    click.echo(
        f"{event.slug}: {outcome.confirmed} registrations confirmed, {outcome.waiting} waiting, "
        f"{len(outcome.refused)} rows refused"
    )
    if loaded.past:
        click.echo(f"{loaded.past} past fairs")
    for account in loaded.accounts:
        click.echo(f"{account.role:<10} {account.email:<32} {account.password}")


@group.command("run")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Chance; default at random.")
@with_appcontext
@answers
def run(out: Path, seed: int | None) -> None:
    """Play the loaded fair through and leave its papers in DIR; once."""
    event = play.run(out, seed, lambda what: _step(what, "playing"))
    if event.ends_on >= clock.today():
        click.echo(
            f"the fair was played to its end, {event.ends_on:%d/%m/%Y} and the weeks after: pages "
            "show days that lie ahead; to look back on it load it with an earlier --start",
            err=True,
        )
    click.echo(f"played; the papers are in {out}")


commands = [group]
