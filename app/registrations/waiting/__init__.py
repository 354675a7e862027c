"""How a freed place goes on: given to the next in line at once, or offered until a deadline."""
