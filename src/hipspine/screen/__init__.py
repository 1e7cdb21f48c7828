"""From answers to how soon someone should look at this back."""
