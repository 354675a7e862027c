"""People who come by spreadsheet."""
