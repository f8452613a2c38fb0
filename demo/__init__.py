"""Demo people and a demo story in three languages, for the embedded mode only."""
