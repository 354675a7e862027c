"""The search for a booth plan: `board` (the plan being made), `start` (a first plan fast),
`cpsat` (best plan of a few booths at a time), `neighbourhood` (which booths next)."""
