"""Who stands where: by hand, and by the solver."""
