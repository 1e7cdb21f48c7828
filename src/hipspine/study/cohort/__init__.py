"""Cohort studies: many people, several trials each, every trial under the same what-ifs."""
