"""Many people and many figures: how the engine compares with what was measured."""
