"""What is done with keys."""
