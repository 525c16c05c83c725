"""What the Home screen shows, worked out without widgets: what runs, waits and ended, the machine, the goals."""
