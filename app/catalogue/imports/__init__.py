"""The catalogue from and into spreadsheets: columns, checked rows, one transaction."""

from app.catalogue.imports.actions import ImportReport, import_table
from app.catalogue.imports.columns import Kind

__all__ = ["ImportReport", "Kind", "import_table"]
