"""Finding the organisation a row speaks of: by code, then by name without its legal form."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from app.catalogue.duplicates import bare_name
from app.catalogue.models import Organisation
from app.core.db import db


@dataclass(frozen=True)
class Known:
    """What is known of an organisation that rows may refer to."""

    id: int
    hub_id: int
    code: str
    name: str
    province: str


@dataclass
class Organisations:
    """The organisations a hub's rows may refer to; read in one statement."""

    by_code: dict[tuple[int, str], Known] = field(default_factory=dict)
    by_name: dict[tuple[int, str], Known] = field(default_factory=dict)
    by_tax_code: dict[tuple[int, str], Known] = field(default_factory=dict)
    anywhere: dict[str, Known] = field(default_factory=dict)  # by code, across hubs

    @staticmethod
    def of(hub_id: int, *, everywhere: bool = False) -> Organisations:
        """Those of a hub; `everywhere` takes in the other hubs' as well."""
        statement = select(
            Organisation.id,
            Organisation.hub_id,
            Organisation.code,
            Organisation.name,
            Organisation.province,
            Organisation.folded_name,
            Organisation.tax_code,
        ).order_by(Organisation.id)
        if not everywhere:
            statement = statement.where(Organisation.hub_id == hub_id)
        found = Organisations()
        for row in db.session.execute(statement):
            known = Known(row.id, row.hub_id, row.code, row.name, row.province)
            found.by_code[row.hub_id, row.code] = known
            found.by_name.setdefault((row.hub_id, row.folded_name), known)
            if row.tax_code:
                found.by_tax_code[row.hub_id, row.tax_code] = known
            if everywhere:
                found.anywhere.setdefault(row.code, known)
        return found

    def find(self, hub_id: int, code: str | None, name: str | None) -> Known | None:
        """The organisation meant. A code decides; a name counts where there is no code."""
        if code:
            return self.by_code.get((hub_id, code)) or self.anywhere.get(code)
        return self.by_name.get((hub_id, bare_name(name))) if name else None
