"""The ground floor: what every package stands on. It knows no other package."""
