"""What has been run: keeps it and answers questions about it; runs nothing."""
