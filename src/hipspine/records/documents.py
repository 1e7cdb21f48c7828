"""Frozen dataclasses of the domain as JSON texts, and back.

A text holds everything the object holds: times keep offset and time zone, sets are sorted so that
equal objects give equal texts, and what is not finite is refused.
"""

import json
import math
import types
from collections.abc import Callable, Hashable, Mapping, Set
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from hipspine.domain.answers import AnswerValue, Reply
from hipspine.records.times import time_from_text, time_text

T = TypeVar("T")


class DocumentError(ValueError):
    """A text does not hold an object of the kind it should; the message names the place."""

    def __init__(self, what: str, where: str = "") -> None:
        self.what = what
        self.where = where
        super().__init__(f"{where}: {what}" if where else what)

    def inside(self, step: str) -> "DocumentError":
        """Return the same error, seen from one step further out."""
        return DocumentError(self.what, step + self.where)


def as_text(value: object) -> str:
    """Return an object as JSON; equal objects give equal texts."""
    return json.dumps(as_data(value), ensure_ascii=False, sort_keys=True, allow_nan=False)


def as_data(value: object) -> object:
    """Return an object as what JSON can write.

    Raises
    ------
    DocumentError
        If it holds a number that is not finite, or something that no record may hold.
    """
    if isinstance(value, Reply):
        return {"reply": str(value)}
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return _finite(value)
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return _container_as_data(value)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise DocumentError(f"{value} is not a number that can be kept")
    return value


def _container_as_data(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: as_data(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_data(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted((as_data(item) for item in value), key=repr)
    if isinstance(value, tuple | list):
        return [as_data(item) for item in value]
    raise DocumentError(f"an object of kind {type(value).__name__} cannot be kept")


def from_text(text: str, kind: type[T]) -> T:
    """Return the object that a JSON text holds.

    Raises
    ------
    DocumentError
        If the text is not JSON, or not an object of this kind.
    """
    try:
        data = json.loads(text)
    except ValueError as problem:
        raise DocumentError(f"not JSON: {problem}") from None
    return from_data(data, kind)


def from_data(data: object, kind: type[T]) -> T:
    """Return the object that JSON data holds.

    Raises
    ------
    DocumentError
        If it is not an object of this kind.
    """
    try:
        value: T = _reader(cast(Hashable, kind))(data)
    except DocumentError as problem:
        raise problem.inside(kind.__name__) from None
    return value


_Reader = Callable[[Any], Any]


@cache
def _reader(kind: Any) -> _Reader:
    """Return the function that reads values of a kind: put together once, as pages wait for it."""
    if kind == AnswerValue:
        return _answer
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional_reader(get_args(kind))
    if origin is Literal:
        return _choice_reader(get_args(kind))
    if origin is not None and issubclass(origin, Mapping):
        return _table_reader(*get_args(kind))
    if origin is not None:
        return _list_reader(origin, get_args(kind)[0])
    return _object_reader(kind) if is_dataclass(kind) else _plain_reader(kind)


def _choice_reader(choices: tuple[object, ...]) -> _Reader:
    def read(data: object) -> object:
        if data not in choices:
            raise DocumentError(f"{data!r} is none of {choices}")
        return data

    return read


def _plain_reader(kind: Any) -> _Reader:
    convert: _Reader = kind if issubclass(kind, Enum) else _PLAIN[kind]

    def read(data: object) -> object:
        try:
            return convert(data)
        except DocumentError:
            raise
        except ValueError as problem:
            raise DocumentError(str(problem)) from None
        except TypeError:
            raise DocumentError(f"{data!r} is not a {kind.__name__}") from None

    return read


def _exactly(kind: type) -> _Reader:
    def read(data: object) -> object:
        if type(data) is not kind:
            raise TypeError
        return data

    return read


def _number(data: object) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise TypeError
    return _finite(float(data))


_PLAIN: Mapping[type, _Reader] = {
    str: _exactly(str),
    bool: _exactly(bool),
    int: _exactly(int),
    float: _number,
    datetime: time_from_text,
    date: date.fromisoformat,
}


def _optional_reader(kinds: tuple[Any, ...]) -> _Reader:
    """Read a value that may be absent; of several kinds of value the records hold only answers."""
    (kind,) = (item for item in kinds if item is not type(None))
    read = _reader(kind)
    return lambda data: None if data is None else read(data)


def _answer(data: object) -> AnswerValue:
    if isinstance(data, Mapping) and set(data) == {"reply"}:
        return _reader(Reply)(data["reply"])  # type: ignore[no-any-return]
    if isinstance(data, list):
        return frozenset(map(_reader(str), data))
    return data if isinstance(data, str) else _reader(float)(data)


def _table_reader(key_kind: Any, kind: Any) -> _Reader:
    read_key, read = _reader(key_kind), _reader(kind)
    # JSON knows only texts as keys.
    as_written = int if issubclass(key_kind, int) else str

    def read_table(data: object) -> dict[Any, Any]:
        if not isinstance(data, Mapping):
            raise DocumentError(f"{data!r} is not a table")
        return {
            read_key(as_written(key)): _inside(f".{key}", read, item) for key, item in data.items()
        }

    return read_table


def _list_reader(container: Any, kind: Any) -> _Reader:
    read = _reader(kind)

    def read_list(data: object) -> Any:
        if not isinstance(data, list):
            raise DocumentError(f"{data!r} is not a list")
        return container(_inside(f"[{place}]", read, item) for place, item in enumerate(data))

    return read_list


def _inside(step: str, read: _Reader, data: object) -> Any:
    try:
        return read(data)
    except DocumentError as problem:
        raise problem.inside(step) from None


def _object_reader(kind: Any) -> _Reader:
    hints = get_type_hints(kind)
    readers = {item.name: _reader(hints[item.name]) for item in fields(kind)}
    needed = {
        item.name
        for item in fields(kind)
        if item.default is MISSING and item.default_factory is MISSING
    }

    def read_object(data: object) -> Any:
        if not isinstance(data, Mapping):
            raise DocumentError(f"{data!r} is not a table")
        if not needed <= data.keys() <= readers.keys():
            raise _wrong_fields(data.keys(), needed, readers.keys())
        values = {}
        for name, item in data.items():
            try:
                values[name] = readers[name](item)
            except DocumentError as problem:
                raise problem.inside(f".{name}") from None
        try:
            return kind(**values)
        except ValueError as problem:
            raise DocumentError(str(problem)) from None

    return read_object


def _wrong_fields(there: Set[str], needed: Set[str], known: Set[str]) -> DocumentError:
    unknown = ", ".join(sorted(there - known))
    missing = ", ".join(sorted(needed - there))
    return DocumentError(f"{unknown} is not known here" if unknown else f"{missing} is missing")
