"""What is seen: the command line and the app."""
