"""Keep what was found, and exchange it with other systems."""
