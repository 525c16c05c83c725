"""What the app keeps for a person from one time to the next."""
