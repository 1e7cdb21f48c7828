"""Eight problems side by side in the processor's vector registers: the arithmetic numba lacks.

An array of lanes is a C-contiguous array of float64 in which row n, its entries 8 n to 8 n + 7,
holds the same quantity of eight problems. Numba compiles loops over so few lanes to single numbers,
so the sums that the solver spends its time in are given to LLVM as vectors here. On processors
without such wide registers LLVM splits them.

Only `hipspine.mechanics.muscle_sharing_lanes` imports this module.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numba.core.cgutils
import numba.core.types
import numba.core.typing.templates
from numba.extending import intrinsic

# numba's inside has no types; here that is said once.
cgutils: Any = numba.core.cgutils
types: Any = numba.core.types
signature: Any = numba.core.typing.templates.signature
ir: Any = cgutils.ir

LANES = 8
"""Problems side by side: a register of 512 bits holds so many float64."""

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_INDEX = ir.IntType(64)
_ALIGNMENT_BYTES = 8
_FUSED = ("contract",)
"""A product and its sum may be rounded once instead of twice; nothing else may change."""


class _Rows:
    """Writes loads and stores of an array that compiled code holds."""

    def __init__(self, context: Any, builder: Any, kind: Any, value: Any) -> None:
        self._builder = builder
        self._is_flat = kind.ndim == 1
        self._data = context.make_array(kind)(context, builder, value).data

    def number(self, place: Any) -> Any:
        """Load one entry."""
        return self._builder.load(self._builder.gep(self._data, [place]))

    def weight(self, write: "_Writer", place: Any) -> Any:
        """Load a weight: one number for all lanes of a flat array, else one for each lane."""
        return write.in_all(self.number(place)) if self._is_flat else self.load(place)

    def load(self, row: Any) -> Any:
        """Load the eight lanes of a row."""
        return self._builder.load(self._pointer(row), align=_ALIGNMENT_BYTES)

    def store(self, row: Any, lanes: Any) -> None:
        """Store the eight lanes of a row."""
        self._builder.store(lanes, self._pointer(row), align=_ALIGNMENT_BYTES)

    def store_at(self, place: Any, lanes: Any) -> None:
        """Store eight numbers from an entry on."""
        first = self._builder.gep(self._data, [place])
        pointer = self._builder.bitcast(first, _VECTOR.as_pointer())
        self._builder.store(lanes, pointer, align=_ALIGNMENT_BYTES)

    def _pointer(self, row: Any) -> Any:
        first = self._builder.mul(row, ir.Constant(_INDEX, LANES))
        return self._builder.bitcast(self._builder.gep(self._data, [first]), _VECTOR.as_pointer())


class _Writer:
    """Writes vector arithmetic."""

    def __init__(self, builder: Any) -> None:
        self.builder = builder

    def in_all(self, number: Any) -> Any:
        """Return a vector with one number in every lane."""
        nothing = ir.Constant(_VECTOR, ir.Undefined)
        first = self.builder.insert_element(nothing, number, ir.Constant(ir.IntType(32), 0))
        everywhere = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
        return self.builder.shuffle_vector(first, nothing, everywhere)

    def plus_product(self, total: Any, left: Any, right: Any) -> Any:
        """Return total + left * right."""
        product = self.builder.fmul(left, right, flags=_FUSED)
        return self.builder.fadd(total, product, flags=_FUSED)

    def less_product(self, total: Any, left: Any, right: Any) -> Any:
        """Return total - left * right."""
        product = self.builder.fmul(left, right, flags=_FUSED)
        return self.builder.fsub(total, product, flags=_FUSED)

    def any_differs(self, left: Any, right: Any) -> Any:
        """Tell whether two vectors differ in any lane; what is not a number differs."""
        differs = self.builder.fcmp_unordered("!=", left, right)
        bits = self.builder.bitcast(differs, ir.IntType(LANES))
        return self.builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(LANES), 0))

    def exchanged(self, rows: list[Any], place: int, distance: int) -> Any:
        """Return a row of eight after its blocks off the diagonal are exchanged with its partner's.

        Blocks are squares of `distance` lanes; distances 1, 2 and 4 in turn transpose the rows.
        """
        partner = rows[place ^ distance]
        own = [lane if (lane & distance) == (place & distance) else None for lane in range(LANES)]
        chosen = [
            LANES + (lane ^ distance) if mine is None else mine for lane, mine in enumerate(own)
        ]
        mask = ir.Constant(ir.VectorType(ir.IntType(32), LANES), chosen)
        return self.builder.shuffle_vector(rows[place], partner, mask)

    def variable(self, start: Any) -> Any:
        """Return a place for a vector that a loop changes."""
        return cgutils.alloca_once_value(self.builder, start)

    @contextmanager
    def loop(self, first: Any, last: Any) -> Iterator[Any]:
        """Repeat what is written inside for a counter from first to last - 1."""
        step = ir.Constant(_INDEX, 1)
        with cgutils.for_range_slice(self.builder, first, last, step) as (counter, _):
            yield counter


def _parts(context: Any, builder: Any, kind: Any, value: Any) -> Iterator[Any]:
    """Yield an argument as the code below takes it: arrays as rows, tuples one by one."""
    if isinstance(kind, types.BaseTuple):
        for each, part in zip(kind.types, cgutils.unpack_tuple(builder, value), strict=True):
            yield from _parts(context, builder, each, part)
    else:
        yield _Rows(context, builder, kind, value) if isinstance(kind, types.Array) else value


def _made_of(
    emit: Callable[[_Writer, list[Any]], Any], kinds: tuple[Any, ...], gives: Any = types.none
) -> Any:
    """Return type and code of a function that `emit` writes; most give nothing back."""

    def generate(context: Any, builder: Any, called: Any, values: Any) -> Any:
        parts = [
            part
            for kind, value in zip(called.args, values, strict=True)
            for part in _parts(context, builder, kind, value)
        ]
        given = emit(_Writer(builder), parts)
        return context.get_dummy_value() if gives is types.none else given

    return signature(gives, *kinds), generate


def _write_sum_rows(write: _Writer, parts: list[Any]) -> None:
    out, place, table, rows, weights, first, last = parts
    total = write.variable(ir.Constant(_VECTOR, [0.0] * LANES))
    with write.loop(first, last) as entry:
        weight = weights.weight(write, entry)
        row = table.load(rows.number(entry))
        write.builder.store(write.plus_product(write.builder.load(total), weight, row), total)
    out.store(place, write.builder.load(total))


def _write_add_to_rows(write: _Writer, parts: list[Any]) -> None:
    table, rows, weights, first, last, added = parts
    with write.loop(first, last) as entry:
        weight, row = weights.weight(write, entry), rows.number(entry)
        table.store(row, write.plus_product(table.load(row), weight, added))


def _write_add_moments(write: _Writer, parts: list[Any]) -> None:
    table, rows, weights, first, last, factor, lanes, place = parts
    added = write.builder.fmul(write.in_all(factor), lanes.load(place))
    _write_add_to_rows(write, [table, rows, weights, first, last, added])


def _write_add_products(write: _Writer, parts: list[Any]) -> None:
    table, count, rows, weights, first, last, lanes, place = parts
    build, free = write.builder, lanes.load(place)
    with write.loop(first, last) as entry:
        added = build.fmul(weights.weight(write, entry), free)
        row, until = rows.number(entry), build.add(entry, ir.Constant(_INDEX, 1))
        with write.loop(first, until) as other:
            column = rows.number(other)
            is_below = build.icmp_signed(">=", row, column)
            low, high = build.select(is_below, row, column), build.select(is_below, column, row)
            where = build.add(build.mul(low, count), high)
            weight = weights.weight(write, other)
            table.store(where, write.plus_product(table.load(where), weight, added))


def _write_less_products(write: _Writer, parts: list[Any]) -> None:
    out, place, left, left_first, right, right_first, count = parts
    total = write.variable(out.load(place))
    with write.loop(ir.Constant(_INDEX, 0), count) as step:
        one = left.load(write.builder.add(left_first, step))
        other = right.load(write.builder.add(right_first, step))
        write.builder.store(write.less_product(write.builder.load(total), one, other), total)
    out.store(place, write.builder.load(total))


def _write_less_scaled(write: _Writer, parts: list[Any]) -> None:
    out, first, count, left, left_first, place = parts
    factor = out.load(place)
    with write.loop(ir.Constant(_INDEX, 0), count) as step:
        row = write.builder.add(first, step)
        one = left.load(write.builder.add(left_first, step))
        out.store(row, write.less_product(out.load(row), one, factor))


def _write_scale(write: _Writer, parts: list[Any]) -> None:
    out, place, factors, at = parts
    out.store(place, write.builder.fmul(out.load(place), factors.load(at)))


def _write_respond(write: _Writer, parts: list[Any]) -> Any:
    wish, capacity, low, high, force, freedom, muscle, table, rows, weights, first, last = parts[
        :12
    ]
    build, changed = write.builder, parts[12]
    nothing = ir.Constant(_VECTOR, [0.0] * LANES)
    strength, least, most = capacity.load(muscle), low.load(muscle), high.load(muscle)
    wished = build.fmul(wish.load(muscle), strength)
    is_below = build.fcmp_ordered("<", wished, least)
    is_above = build.fcmp_ordered(">", wished, most)
    held = build.select(is_below, least, build.select(is_above, most, wished))
    is_free = build.and_(
        build.fcmp_ordered(">", wished, least), build.fcmp_ordered("<", wished, most)
    )
    free = build.select(is_free, build.fmul(strength, strength), nothing)
    moved = build.fsub(force.load(muscle), build.fmul(strength, held))
    with build.if_then(write.any_differs(moved, nothing)):
        _write_add_to_rows(write, [table, rows, weights, first, last, moved])
    freed = build.fsub(free, freedom.load(muscle))
    is_freed = write.any_differs(freed, nothing)
    with build.if_then(is_freed):
        changed.store(muscle, freed)
    return is_freed


def _write_turn(write: _Writer, parts: list[Any]) -> None:
    out, first, stride, table, row = parts
    build = write.builder
    lanes = [table.load(build.add(row, ir.Constant(_INDEX, step))) for step in range(LANES)]
    for distance in (1, 2, 4):
        lanes = [write.exchanged(lanes, place, distance) for place in range(LANES)]
    for lane, values in enumerate(lanes):
        out.store_at(build.add(first, build.mul(stride, ir.Constant(_INDEX, lane))), values)


def _write_inverse_root(write: _Writer, parts: list[Any]) -> None:
    out, place, table, at = parts
    roots = ir.FunctionType(_VECTOR, [_VECTOR])
    root = cgutils.get_or_insert_function(write.builder.module, roots, f"llvm.sqrt.v{LANES}f64")
    one = ir.Constant(_VECTOR, [1.0] * LANES)
    out.store(place, write.builder.fdiv(one, write.builder.call(root, [table.load(at)])))


def _respond(
    _: Any, limits: Any, recorded: Any, muscle: Any, table: Any, entries: Any, changed: Any
) -> Any:
    """Take a muscle's change of force off table, and tell whether its freedom changed.

    limits : (wish, capacity, low, high); recorded : (force, freedom), both of all muscles;
    entries : (rows, weights, first, last), its levers; changed[muscle] : the change of freedom,
    written where there is one.
    """
    kinds = (limits, recorded, muscle, table, entries, changed)
    return _made_of(_write_respond, kinds, types.boolean)


def _turn(_: Any, out: Any, first: Any, stride: Any, table: Any, row: Any) -> Any:
    """Set out[first + stride * lane + k] to lane `lane` of table[row + k], k < 8."""
    return _made_of(_write_turn, (out, first, stride, table, row))


def _sum_rows(_: Any, out: Any, place: Any, table: Any, entries: Any) -> Any:
    """Set out[place] to the sum of weights[e] * table[rows[e]] over e in first to last - 1.

    entries : (rows, weights, first, last); weights (N,), the same in all lanes, or (N, 8).
    """
    return _made_of(_write_sum_rows, (out, place, table, entries))


def _add_moments(_: Any, table: Any, entries: Any, factor: Any, lanes: Any, place: Any) -> Any:
    """Add factor * weights[e] * lanes[place] to table[rows[e]] over e in first to last - 1.

    entries : (rows, weights, first, last).
    """
    return _made_of(_write_add_moments, (table, entries, factor, lanes, place))


def _add_products(_: Any, table: Any, count: Any, entries: Any, lanes: Any, place: Any) -> Any:
    """Add weights[e] * weights[f] * lanes[place] to the lower triangle of table, e and f each once.

    entries : (rows, weights, first, last), e and f from first to last - 1; the row of the triangle
    is the larger of rows[e] and rows[f], its column the smaller; table has count columns.
    """
    return _made_of(_write_add_products, (table, count, entries, lanes, place))


def _less_products(_: Any, out: Any, place: Any, left: Any, right: Any, count: Any) -> Any:
    """Take the sum of left[l + k] * right[r + k] over k < count off out[place].

    left, right : (array, l), (array, r).
    """
    return _made_of(_write_less_products, (out, place, left, right, count))


def _less_scaled(_: Any, out: Any, first: Any, count: Any, left: Any, place: Any) -> Any:
    """Take left[l + k] * out[place] off out[first + k] for k < count; left : (array, l)."""
    return _made_of(_write_less_scaled, (out, first, count, left, place))


def _scale(_: Any, out: Any, place: Any, factors: Any, at: Any) -> Any:
    """Multiply out[place] by factors[at]."""
    return _made_of(_write_scale, (out, place, factors, at))


def _inverse_root(_: Any, out: Any, place: Any, table: Any, at: Any) -> Any:
    """Set out[place] to 1 over the root of table[at]."""
    return _made_of(_write_inverse_root, (out, place, table, at))


# The annotations keep our types.
sum_rows: Callable[..., None] = intrinsic(_sum_rows)
add_moments: Callable[..., None] = intrinsic(_add_moments)
add_products: Callable[..., None] = intrinsic(_add_products)
less_products: Callable[..., None] = intrinsic(_less_products)
less_scaled: Callable[..., None] = intrinsic(_less_scaled)
scale: Callable[..., None] = intrinsic(_scale)
inverse_root: Callable[..., None] = intrinsic(_inverse_root)
respond: Callable[..., bool] = intrinsic(_respond)
turn: Callable[..., None] = intrinsic(_turn)
