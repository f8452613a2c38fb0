"""One file per way of reaching a person."""
