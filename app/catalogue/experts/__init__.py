"""People whose advice can be had."""
