"""The sections of a configuration that are neither data, network nor method: optimizer, schedule, training."""
