"""How a thing is told on a page or in a file."""
