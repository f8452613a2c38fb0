"""What is filled in when people come and go."""
