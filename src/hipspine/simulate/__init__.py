"""The body model and the engine: every muscle's force, hip and disc loads, what-ifs."""
