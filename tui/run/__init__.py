"""What the screen of one run says of it."""
