"""Input of the tracker's pages, made clean. Nothing here saves."""
