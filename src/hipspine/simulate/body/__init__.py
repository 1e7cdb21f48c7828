"""The body model: tables of published figures, the builder, and the audit of any model."""
