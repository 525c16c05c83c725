"""What a run's process printed, of any size: where its lines are, how they read, and what is found in them."""
