"""Movement tests: what was entered by hand, or read from markers, as measurements with error."""
