"""How people come, what hangs on them, and how they leave."""
