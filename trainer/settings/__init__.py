"""What a setting is: its declaration, its registry, its description, and how a mistake is told."""
