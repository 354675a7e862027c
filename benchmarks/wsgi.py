"""The product, with one more route that does one durable insert and nothing else.

That route is the yardstick: what a request costs on this server and this disk.
"""

from __future__ import annotations

import secrets
from itertools import count

from sqlalchemy import String, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, mapped_column

from app.core import access
from app.core.db import db, transaction
from app.factory import create_app, csrf


class BenchRow(db.Model):
    """A row of the yardstick."""

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(40))


app = create_app()
with app.app_context():
    BenchRow.metadata.tables["bench_row"].create(db.engine, checkfirst=True)


@app.post("/bench/insert")
@csrf.exempt
@access.public
def insert() -> tuple[dict[str, str], int]:
    with transaction():
        db.session.add(BenchRow(text=secrets.token_hex(16)))
    return {"status": "ok"}, 201


sent = count()
number = 0


@event.listens_for(Engine, "before_cursor_execute")
def _sent(*_given: object) -> None:
    global number
    number = next(sent)


@app.get("/bench/statements")
@access.public
def statements() -> dict[str, int]:
    """How many statements this process sent to the database so far."""
    return {"statements": number}
