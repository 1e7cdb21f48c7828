"""What the prediction engine is made of: the planar body, its parameters, variants and texts."""
