"""How the tables came to be, step by step, each step with its way back."""
