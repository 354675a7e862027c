"""`flask venue certificate HOST…`: https for a hall without internet."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.core import clock, words
from app.core.cli import UnusableInput, answers
from app.core.errors import Refused

venue_group = AppGroup("venue", help="The venue's own network.")


@venue_group.command("certificate")
@click.argument("hosts", nargs=-1, metavar="HOST...")
@answers
def certificate(hosts: tuple[str, ...]) -> None:
    """Make a local authority and a certificate for HOST…: private addresses or local names.

    Without HOST: those asked for before, else this machine's own. What is there and far from its
    end stays. Prints the folder, the hosts and the authority's fingerprint.
    """
    from app.core.venue import certificates

    folder = current_app.config["KETNOI"].venue_dir
    try:
        asked = certificates.checked(hosts)
    except Refused as refusal:
        raise UnusableInput(words.say(refusal)) from refusal
    if asked:
        certificates.ask(folder, asked)
    wanted = certificates.wanted(folder)
    made = certificates.ensure(folder, wanted, clock.now())
    click.echo(f"{'made' if made else 'kept'}: {folder}")
    click.echo(f"hosts: {' '.join(wanted)}")
    click.echo(f"SHA-256: {certificates.fingerprint(folder)}")


commands = [venue_group]
