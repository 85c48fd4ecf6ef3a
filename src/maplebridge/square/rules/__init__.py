"""The rules of the public side: stages, what words give away, what is covered, what is counted."""
