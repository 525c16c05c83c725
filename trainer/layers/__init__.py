"""Functions and modules on tensors that networks and regularizers share."""
