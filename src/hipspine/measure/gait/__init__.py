"""Measures of walking: distances and times, angles, power, symmetry and who does the work."""
