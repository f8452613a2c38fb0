"""One action down, one page back."""
