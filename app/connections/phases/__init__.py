"""The phases of a fair's meetings, from the first profile to what came of it."""
