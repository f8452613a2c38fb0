"""Who may do what when people come and go."""
