"""From numbers to findings in plain words, with evidence."""
