"""Published figures that the engine is held against, fixed in files before the first run."""
