"""The organisers' side of events: desks, the list of a hub's events, one event's settings."""
