"""Many equal blocks of a problem, their derivatives put together for IPOPT."""

from dataclasses import dataclass

import casadi as ca
import numpy as np

from hipspine.domain.arrays import IntArray
from hipspine.predict.optimiser import optimiser
from hipspine.predict.stage import Stage


@dataclass(frozen=True)
class Blocks:
    """One kind of block, used several times on different unknowns.

    unknowns : (K, n) places of each block's unknowns in the whole vector; rows : how many
    constraints each block has; tracked : (K, m) places of each block's own parameters in the
    parameter vector; shared : how many parameters all blocks share, at the vector's start.
    """

    stage: Stage
    unknowns: IntArray
    rows: int
    tracked: IntArray
    tracked_shape: tuple[int, int]
    shared: int


class Assembled:
    """The problem's functions for IPOPT, assembled from blocks."""

    def __init__(self, blocks: list[Blocks], unknown_count: int, parameter_count: int) -> None:
        self.x = ca.MX.sym("x", unknown_count)
        self.p = ca.MX.sym("p", parameter_count)
        self.blocks = blocks
        self.rows = sum(len(each.unknowns) * each.rows for each in blocks)

    def solver(self, options: dict[str, object]) -> ca.Function:
        """Return the IPOPT solver with exact first and second derivatives."""
        cost, gradient = self._cost()
        constraints, jacobian = self._constraints()
        given = [self.x, self.p]
        multipliers = [ca.MX.sym("lf"), ca.MX.sym("lg", self.rows)]
        problem = {"x": self.x, "p": self.p, "f": cost, "g": constraints}
        derivatives = {
            "grad_f": ca.Function(
                "nlp_grad_f", given, [cost, gradient], ["x", "p"], ["f", "grad_f_x"]
            ),
            "jac_g": ca.Function(
                "nlp_jac_g", given, [constraints, jacobian], ["x", "p"], ["g", "jac_g_x"]
            ),
            "hess_lag": ca.Function(
                "nlp_hess_l",
                [*given, *multipliers],
                [self._hessian(*multipliers)],
                ["x", "p", "lam_f", "lam_g"],
                ["triu_hess_gamma_x_x"],
            ),
        }
        return optimiser("solver", problem, {**options, **derivatives})

    def _given(self, block: Blocks) -> list[ca.MX]:
        count, width = block.unknowns.shape
        unknowns = ca.reshape(self.x[block.unknowns.ravel().tolist()], width, count)
        rows, columns = block.tracked_shape
        if block.tracked.size:
            tracked = ca.reshape(self.p[block.tracked.ravel().tolist()], rows, columns * count)
        else:
            tracked = ca.MX(rows, columns * count)
        return [unknowns, tracked, self.p[: block.shared]]

    @staticmethod
    def _over_blocks(function: ca.Function, block: Blocks) -> ca.Function:
        return function.map(function.name() + "_map", "serial", len(block.unknowns), [2], [])

    def _cost(self) -> tuple[ca.MX, ca.MX]:
        cost, gradient = ca.MX(0), ca.MX.zeros(self.x.numel())
        for block in self.blocks:
            values, slopes = self._over_blocks(block.stage.gradient, block)(*self._given(block))
            cost = cost + ca.sum2(values)
            gradient = gradient + _adding(block.unknowns.ravel(), self.x.numel()) @ ca.vec(slopes)
        return cost, gradient

    def _constraints(self) -> tuple[ca.MX, ca.MX]:
        values, entries, rows, columns, first = [], [], [], [], 0
        for block in self.blocks:
            value, nonzeros = self._over_blocks(block.stage.jacobian, block)(*self._given(block))
            values.append(ca.vec(value))
            entries.append(ca.vec(nonzeros))
            local_row, local_column = (
                np.array(each) for each in block.stage.jacobian_pattern.get_triplet()
            )
            starts = first + block.rows * np.arange(len(block.unknowns))
            rows.append((starts[:, None] + local_row).ravel())
            columns.append(block.unknowns[:, local_column].ravel())
            first += block.rows * len(block.unknowns)
        shape = (self.rows, self.x.numel())
        jacobian = _sparse(
            np.concatenate(rows), np.concatenate(columns), ca.vertcat(*entries), shape
        )
        return ca.vertcat(*values), jacobian

    def _hessian(self, on_cost: ca.MX, on_constraints: ca.MX) -> ca.MX:
        entries, rows, columns, first = [], [], [], 0
        for block in self.blocks:
            count = len(block.unknowns)
            size = block.rows * count
            part = ca.reshape(on_constraints[first : first + size], block.rows, count)
            first += size
            function = block.stage.hessian.map("hessian_map", "serial", count, [2, 3], [])
            entries.append(ca.vec(function(*self._given(block), on_cost, part)))
            local_row, local_column = (
                np.array(each) for each in block.stage.hessian_pattern.get_triplet()
            )
            row, column = block.unknowns[:, local_row], block.unknowns[:, local_column]
            rows.append(np.minimum(row, column).ravel())
            columns.append(np.maximum(row, column).ravel())
        shape = (self.x.numel(), self.x.numel())
        return _sparse(np.concatenate(rows), np.concatenate(columns), ca.vertcat(*entries), shape)


def _adding(places: IntArray, size: int) -> ca.DM:
    """Return the matrix that adds entries to their places in a vector."""
    count = len(places)
    return ca.DM.triplet(places.tolist(), list(range(count)), ca.DM.ones(count), size, count)


def _sparse(rows: IntArray, columns: IntArray, entries: ca.MX, shape: tuple[int, int]) -> ca.MX:
    """Return a sparse matrix of entries; those at the same place are added."""
    keys = columns.astype(np.int64) * shape[0] + rows
    kept, place = np.unique(keys, return_inverse=True)
    pattern = ca.Sparsity.triplet(
        shape[0], shape[1], (kept % shape[0]).tolist(), (kept // shape[0]).tolist()
    )
    if len(kept) == len(keys):
        return ca.MX(pattern, entries[np.argsort(place).tolist()])
    return ca.MX(pattern, _adding(place, len(kept)) @ entries)
