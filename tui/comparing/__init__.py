"""What a comparison of variants shows: settings and figures, the file they came from, examples."""
