"""Files in: one module per format, one public door, read_recording()."""
