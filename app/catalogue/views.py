"""The pages of this package, by subject: each hangs on the one blueprint."""

from __future__ import annotations

from app.catalogue.blueprint import bp
from app.catalogue.concepts import import_views as concept_imports
from app.catalogue.concepts import views as concepts
from app.catalogue.experts import views as experts
from app.catalogue.imports import views as imports
from app.catalogue.lessons import views as lessons
from app.catalogue.needs import views as needs
from app.catalogue.openings import link_views as opening_links
from app.catalogue.openings import views as openings
from app.catalogue.organisations import views as organisations
from app.catalogue.public import views as public
from app.catalogue.suggestions import views as suggestions
from app.catalogue.technologies import views as technologies

__all__ = [
    "bp",
    "concept_imports",
    "concepts",
    "experts",
    "imports",
    "lessons",
    "needs",
    "opening_links",
    "openings",
    "organisations",
    "public",
    "suggestions",
    "technologies",
]
