"""English: the day before the month, the month by its name."""
