"""What runs inside worker processes: the only place that imports OpenSim."""
