"""What a hub has taught by its decisions: shown, forgotten, switched off."""
