"""The pages of this package, by subject: the public ones, the person's own, the office's."""

from __future__ import annotations

from app.registrations.blueprint import bp
from app.registrations.categories import pool_views as pools
from app.registrations.categories import views as categories
from app.registrations.delegations import office_views as groups
from app.registrations.delegations import views as delegations
from app.registrations.imports import views as imports
from app.registrations.invitations import views as invitations
from app.registrations.office import deeds, listing
from app.registrations.own import transfer_views
from app.registrations.own import views as own
from app.registrations.public import views as public
from app.registrations.questions import own_views as answers
from app.registrations.questions import views as questions
from app.registrations.waiting import views as waiting

__all__ = [
    "answers",
    "bp",
    "categories",
    "deeds",
    "delegations",
    "groups",
    "imports",
    "invitations",
    "listing",
    "own",
    "pools",
    "public",
    "questions",
    "waiting",
    "transfer_views",
]
