"""A sensor at the lower back: walking, pelvic tilt, rising and sitting."""
