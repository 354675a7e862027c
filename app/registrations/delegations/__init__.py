"""Groups that one person signs up: a delegation by name, a school or commune as a head count."""
