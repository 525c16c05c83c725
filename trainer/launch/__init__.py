"""How runs are started, watched and stopped."""
