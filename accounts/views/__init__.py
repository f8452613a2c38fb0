"""One's own account, and the administrators' pages."""
