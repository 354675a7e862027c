"""The supply: technologies on offer."""
