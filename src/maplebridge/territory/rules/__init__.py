"""What holds for places whatever the database says: levels, paths, codes, lines and coordinates."""
