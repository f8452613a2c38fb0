"""What may be read between a case and a change."""
