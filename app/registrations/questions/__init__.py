"""What an event asks its people beside name and contact, and what they answered."""
