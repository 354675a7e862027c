"""The pages of reports: of an event, of a hub over a period, of all hubs, and a figure's list."""
