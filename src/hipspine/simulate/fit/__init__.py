"""Fit to the person: a body model scaled to one subject, and joint angles from markers."""
