"""How a motion itself would change: planar predictions that minimise effort.

Modules that import casadi run in processes of their own, because casadi and OpenSim cannot share
one. The rest of the package reaches them through :mod:`hipspine.predict.workers` only.
"""
