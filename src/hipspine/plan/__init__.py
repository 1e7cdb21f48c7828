"""From screening, goals and findings to a weekly programme, and from one week to the next."""
