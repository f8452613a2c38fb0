"""What is done between a case and a change. Each act is in the module of its subject."""
