"""What is said of a search for the changes that did it, and of remedies."""
