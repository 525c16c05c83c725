"""What runs: settings, plans, regularizers, launching, and the engine that trains."""
