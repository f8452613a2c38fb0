"""Pages of the councils, by subject."""
