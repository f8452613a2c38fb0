"""What the desk may read."""
