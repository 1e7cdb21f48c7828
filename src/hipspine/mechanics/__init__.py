"""The numerical core: arrays in, arrays out; no files, clocks, logs or units other than SI."""
