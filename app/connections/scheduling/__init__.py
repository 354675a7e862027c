"""Who meets whom in which slot: plain data in, plain data out (`timetable.solve` is the door)."""
