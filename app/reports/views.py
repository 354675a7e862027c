"""The doors of this package: pages by subject."""

from app.reports.blueprint import bp
from app.reports.pages import event, hub

__all__ = ["bp", "event", "hub"]
