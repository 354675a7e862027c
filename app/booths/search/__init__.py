"""The search for a booth plan: `board` (the plan being made), `start` (a first plan fast),
`annealing` (the work), `exact` (proof for small problems), `bound` (how much could be placed)."""
