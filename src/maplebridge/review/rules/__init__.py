"""Rules of the monthly review: figures, lots and changes, without a clock or a database."""
