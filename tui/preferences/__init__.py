"""What a person wants everywhere: their settings file, their keys, themes."""
