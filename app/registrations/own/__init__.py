"""What a person does with their own registration, by the link that only they have."""
