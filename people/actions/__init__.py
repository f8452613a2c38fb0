"""Everything that writes about coming and going."""
