"""The kinds of visitors an event is open for."""
