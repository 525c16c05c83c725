"""What can go wrong before a run starts."""


class LaunchError(Exception):
    """A run cannot be queued, started or stopped; one sentence that a user can act on."""
