"""One class a method: its fields are its settings, each method that it overrides is one place in the loop."""
