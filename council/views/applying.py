"""Where anybody applies for a seat, and looks after what they sent. Open to everybody."""
