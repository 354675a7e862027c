"""The doors of this package: pages by subject."""

from app.reports.blueprint import bp
from app.reports.pages import event, funnel, hub

__all__ = ["bp", "event", "funnel", "hub"]
