"""Who and what: organisations, technologies (supply), needs (demand), experts, suggestions.

`folded` holds the searchable words of a row without diacritics; `sort_key` its place in
Vietnamese order. Both are set by the actions that write the row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Hub
from app.catalogue.states import (
    Confidentiality,
    DismissReason,
    NeedSource,
    NeedState,
    OpeningState,
    SuggestionState,
    TechnologyState,
)
from app.core.db import db


class Organisation(db.Model):
    """A firm, institute, university, cooperative, authority (tổ chức)."""

    __table_args__ = (UniqueConstraint("hub_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))  # O01; within the hub
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str | None] = mapped_column(String(200))
    short_name: Mapped[str | None] = mapped_column(String(80))
    fascia_name: Mapped[str | None] = mapped_column(String(40))
    org_type: Mapped[str] = mapped_column(String(10), index=True)  # org_types.csv
    tax_code: Mapped[str | None] = mapped_column(String(14), index=True)
    province: Mapped[str] = mapped_column(String(2), index=True)
    address: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))  # E.164
    website: Mapped[str | None] = mapped_column(String(300))
    contact_name: Mapped[str | None] = mapped_column(String(120))
    contact_title: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2), default="vi", server_default="vi")
    note: Mapped[str | None] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    folded_name: Mapped[str] = mapped_column(String(200), index=True)  # without the legal form
    sort_key: Mapped[str] = mapped_column(String(1200), index=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    hub: Mapped[Hub] = relationship()


class Technology(db.Model):
    """A technology or piece of equipment on offer (công nghệ, nguồn cung)."""

    __table_args__ = (
        UniqueConstraint("hub_id", "code"),
        CheckConstraint("trl BETWEEN 1 AND 9", name="trl"),
        CheckConstraint("price_vnd IS NULL OR price_vnd >= 0", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    public_code: Mapped[str] = mapped_column(String(16), unique=True)  # address in the catalogue
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str | None] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text)
    advantages: Mapped[str | None] = mapped_column(Text)
    applications: Mapped[str | None] = mapped_column(Text)
    field: Mapped[str] = mapped_column(String(10), index=True)  # fields.csv
    trl: Mapped[int] = mapped_column(index=True)
    province: Mapped[str] = mapped_column(String(2), index=True)
    origin: Mapped[str | None] = mapped_column(String(2))  # country; None or VN: domestic
    ip_kind: Mapped[str | None] = mapped_column(String(20))
    ip_status: Mapped[str | None] = mapped_column(String(20))
    ip_number: Mapped[str | None] = mapped_column(String(40))
    transfer_form: Mapped[str | None] = mapped_column(String(20))
    price_vnd: Mapped[int | None]  # None: negotiable
    booth_width_m: Mapped[float | None]
    power_kw: Mapped[float | None]
    needs_water: Mapped[bool] = mapped_column(default=False)
    needs_internet: Mapped[bool] = mapped_column(default=False)
    publish_ok: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TechnologyState] = mapped_column(index=True)
    verified_on: Mapped[date | None] = mapped_column(index=True)
    refused_reason: Mapped[str | None] = mapped_column(String(500))
    folded: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(String(1800), index=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_in: Mapped[int] = mapped_column(default=0, index=True)  # CatalogueVersion

    hub: Mapped[Hub] = relationship()
    organisation: Mapped[Organisation] = relationship()


class Need(db.Model):
    """What someone looks for (nhu cầu công nghệ)."""

    __table_args__ = (UniqueConstraint("hub_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    public_code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    contact_name: Mapped[str | None] = mapped_column(String(120))
    contact_phone: Mapped[str | None] = mapped_column(String(20))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text)
    requirements: Mapped[str | None] = mapped_column(Text)
    scale: Mapped[str | None] = mapped_column(String(300))
    field: Mapped[str] = mapped_column(String(10), index=True)
    province: Mapped[str] = mapped_column(String(2), index=True)
    budget_min_vnd: Mapped[int | None]
    budget_max_vnd: Mapped[int | None]
    desired_trl_min: Mapped[int | None]
    desired_transfer_form: Mapped[str | None] = mapped_column(String(20))
    needs_expert: Mapped[bool] = mapped_column(default=False)
    confidentiality: Mapped[Confidentiality] = mapped_column(index=True)
    source: Mapped[NeedSource]
    received_on: Mapped[date] = mapped_column(index=True)
    needed_by: Mapped[date | None]
    state: Mapped[NeedState] = mapped_column(index=True)
    state_note: Mapped[str | None] = mapped_column(String(500))
    resolved_on: Mapped[date | None] = mapped_column(index=True)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    folded: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(String(1800), index=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    hub: Mapped[Hub] = relationship()
    organisation: Mapped[Organisation] = relationship()


LIVING_OPENING = text("state IN ('asked', 'open')")


class NeedOpening(db.Model):
    """Whom the owner of a need lets read it in full: a hub or an organisation, and until when.

    A hub may have asked first (`asked_why`). `said` are the owner's words or, when the hub
    refuses, the reason.
    """

    __table_args__ = (
        CheckConstraint("(to_hub_id IS NULL) <> (organisation_id IS NULL)", name="whom"),
        Index("ix_need_opening_to_hub", "need_id", "to_hub_id", unique=True,
              sqlite_where=LIVING_OPENING, postgresql_where=LIVING_OPENING),
        Index("ix_need_opening_organisation", "need_id", "organisation_id", unique=True,
              sqlite_where=LIVING_OPENING, postgresql_where=LIVING_OPENING),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)  # the need's
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    to_hub_id: Mapped[int | None] = mapped_column(ForeignKey("hub.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[OpeningState]
    asked_why: Mapped[str | None] = mapped_column(String(500))
    said: Mapped[str | None] = mapped_column(String(500))
    with_contact: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str | None] = mapped_column(String(254))  # where the link was sent
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    hub: Mapped[Hub] = relationship(foreign_keys=[hub_id])
    need: Mapped[Need] = relationship()
    to_hub: Mapped[Hub | None] = relationship(foreign_keys=[to_hub_id])
    organisation: Mapped[Organisation | None] = relationship()


class NeedReading(db.Model):
    """Somebody read a need through an opening: a user of a hub, or whoever holds the link."""

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("need_opening.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Expert(db.Model):
    """A person whose advice can be had (chuyên gia)."""

    __table_args__ = (UniqueConstraint("hub_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_name: Mapped[str | None] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(120))
    academic_title: Mapped[str | None] = mapped_column(String(20))
    gender: Mapped[str | None] = mapped_column(String(1))
    province: Mapped[str] = mapped_column(String(2), index=True)
    fields: Mapped[list[str]]
    expertise: Mapped[str] = mapped_column(Text)
    years_experience: Mapped[int | None]
    languages: Mapped[list[str]]
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    public_profile: Mapped[bool] = mapped_column(default=False)
    approved_on: Mapped[date | None] = mapped_column(index=True)
    folded: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(String(900), index=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_in: Mapped[int] = mapped_column(default=0, index=True)  # CatalogueVersion

    hub: Mapped[Hub] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def employer(self) -> str | None:
        """The name of the organisation, whether the hub knows it or not."""
        return self.organisation.name if self.organisation else self.organisation_name


class ExpertHandover(db.Model):
    """An expert's profile given to who has a need (IND03 "provided"): once per pair."""

    __table_args__ = (UniqueConstraint("expert_id", "need_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"), index=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    provided_on: Mapped[date] = mapped_column(index=True)
    note: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]

    expert: Mapped[Expert] = relationship()
    need: Mapped[Need] = relationship()


class Suggestion(db.Model):
    """One need × one technology, with the words that say why; a person decides."""

    __table_args__ = (
        UniqueConstraint("need_id", "technology_id"),
        Index("ix_suggestion_state", "hub_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))  # the need's
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    score: Mapped[float]
    reasons: Mapped[dict[str, Any]]
    state: Mapped[SuggestionState]
    dismiss_reason: Mapped[DismissReason | None]
    note: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    need: Mapped[Need] = relationship()
    technology: Mapped[Technology] = relationship()


class Concept(db.Model):
    """A hub's own entry of the thesaurus: words of like meaning (nhóm từ đồng nghĩa).

    `built_in` is the key of the built-in group that it adds words to or, where `hides`, that
    says nothing in this hub. `off` ones are kept and not used.
    """

    __table_args__ = (
        CheckConstraint("hides = false OR built_in IS NOT NULL", name="hides"),
        Index("ix_concept_hidden", "hub_id", "built_in", unique=True,
              sqlite_where=text("hides"), postgresql_where=text("hides")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    built_in: Mapped[str | None] = mapped_column(String(120))
    hides: Mapped[bool] = mapped_column(default=False)
    vi: Mapped[list[str]]
    en: Mapped[list[str]]
    abbreviations: Mapped[list[str]]
    problems: Mapped[list[str]]
    off: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Learning(db.Model):
    """What a hub wants of the learning from its own decisions; no row: all of it.

    `forgotten` holds, by lesson, up to when its decisions say nothing any more (ISO, UTC).
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), unique=True)
    off: Mapped[bool] = mapped_column(default=False)
    forgotten: Mapped[dict[str, Any]]


class CatalogueVersion(db.Model):
    """One row that counts changes of technologies, experts and words of the thesaurus.

    Each process compares it with the number its index was built at, and reads what changed since.
    `epoch` is random: after a restore the same numbers do not mean the same catalogue. `words`
    is the number at which the thesaurus last changed.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(default=0)
    words: Mapped[int] = mapped_column(default=0, server_default="0")


class TextVector(db.Model):
    """What an embedding model makes of a text, as float16; made and removed by a job.

    `row_id` is 0 for the mean of the kind. `digest` tells whether the text is still the same,
    `stamp` whether its row is (its `changed_in`, a need's `version`; -1: nobody knows).
    """

    __table_args__ = (UniqueConstraint("kind", "row_id", "model"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))  # technology, expert, need
    row_id: Mapped[int]
    model: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    stamp: Mapped[int] = mapped_column(default=-1, server_default=text("-1"))
    vector: Mapped[bytes]
