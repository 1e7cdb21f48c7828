"""Surface EMG: quality, envelope, bursts, curves over the cycle, fatigue, strength and drive."""
