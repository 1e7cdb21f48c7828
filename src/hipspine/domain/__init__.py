"""The nouns of hipspine: frozen dataclasses, enums, units and errors. Imports nothing of ours."""
