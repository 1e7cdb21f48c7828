"""From recordings to measurements: cycles, angles, timings."""
