"""Reads about coming and going that more than one caller needs."""
