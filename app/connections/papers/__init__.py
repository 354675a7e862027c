"""What is printed of the timetable: schedules to hand out, cards on tables, a list for the door."""
