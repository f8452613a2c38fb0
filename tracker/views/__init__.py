"""The tracker's pages: one action down, one page back."""
