"""Commands on the catalogue."""

from __future__ import annotations

import sys

import click

from app.catalogue import embeddings
from app.catalogue.match_set import UnusableSet, rank_set
from app.catalogue.suggestions import upkeep
from app.catalogue.suggestions.wording import sentence
from app.core.cli import UnusableInput, answers, read_json, write_json


@click.command("match")
@click.argument("set_file", metavar="SET.json")
@click.argument("run_file", metavar="RUN.json")
@answers
def match(set_file: str, run_file: str) -> None:
    """Rank the technologies of a set for each of its needs; the database is not asked."""
    document = read_json(set_file)
    count = len(document["needs"]) if _has_needs(document) else 0
    try:
        with click.progressbar(
            length=count, label="needs", file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as bar:
            run = rank_set(
                document,
                sentence=lambda suggestion: sentence(suggestion.reasons),
                progress=lambda: bar.update(1),
                model=embeddings.chosen(),
            )
    except UnusableSet as trouble:
        raise UnusableInput(f"{set_file}: {trouble}") from trouble
    write_json(run_file, run)


def _has_needs(document: object) -> bool:
    return isinstance(document, dict) and isinstance(document.get("needs"), list)


@click.command("embeddings")
@answers
def read_texts() -> None:
    """Have the model that KETNOI_EMBEDDINGS names read the texts that changed; without one,
    drop what was read before."""
    if embeddings.chosen() is None:
        upkeep.read_texts()
        raise UnusableInput("KETNOI_EMBEDDINGS names no model; what one had read is dropped.")
    count = upkeep.read_texts(lambda done, total: click.echo(f"{done}/{total}", err=True))
    click.echo(f"{count['texts']} texts read")


commands = [match, read_texts]
