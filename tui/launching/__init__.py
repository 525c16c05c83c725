"""What the launch screen decides, without the screen: files, drafts of a launch, and the form of settings."""
