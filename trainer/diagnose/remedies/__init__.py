"""What may bring a declined variant back: proposals, trials of them, and what holds on fresh seeds."""
