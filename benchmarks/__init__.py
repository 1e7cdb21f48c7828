"""Benchmarks: hipspine beside OpenSim on the same frames, and the times people wait."""
