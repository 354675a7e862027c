"""The present inside a statement: the clock is asked when the statement runs, not when it is
built, so that one that many pages need can be built once and kept."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from app.core import clock
from app.core.db import UTCDateTime


def now() -> sa.BindParameter[datetime]:
    return sa.bindparam(None, callable_=clock.now, type_=UTCDateTime())


def today() -> sa.BindParameter[date]:
    return sa.bindparam(None, callable_=clock.today, type_=sa.Date())
