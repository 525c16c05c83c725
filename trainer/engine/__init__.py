"""The training engine: data on the device, networks, the loop, checkpoints."""
