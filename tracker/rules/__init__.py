"""Who may do what in the tracker. A rule answers yes, or no with a sentence for the reader."""
