"""Reviews, call-backs and proposals: what a month showed, and what follows from it."""
