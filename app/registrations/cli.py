"""The commands of this package, by subject."""

from __future__ import annotations

from app.registrations.badges import cli as badges
from app.registrations.categories import cli as categories

commands = [*categories.commands, *badges.commands]
