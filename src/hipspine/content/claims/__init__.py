"""What the articles claim, what is known about each claim, and how it is tested."""
