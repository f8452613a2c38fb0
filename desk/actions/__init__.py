"""What staff and the worker do at the desk."""
