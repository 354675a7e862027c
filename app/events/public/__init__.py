"""What everybody sees: what is on, an event's page, the calendar, iCal files."""
