"""Dates as people write them here, where Django's own choice is another (FORMAT_MODULE_PATH)."""
