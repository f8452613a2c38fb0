"""The pages of the door: giving feedback, and coming back with a code."""
