"""The portal of a participant by link: who is here, what fits, whom to meet (cổng của người dự)."""
