"""What landmarks of pose tools can carry: hip, knee, trunk lean, timing, symmetry."""
