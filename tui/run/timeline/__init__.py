"""What has happened in a run, in order: from its events, its launches, its requests and its supervisor's last word."""
