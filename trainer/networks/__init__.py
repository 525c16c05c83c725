"""Networks: one class each; torch only inside methods."""
