"""Now and next at each table, on a wall: the second page of an event's live board."""
