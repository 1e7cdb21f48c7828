"""Frozen dataclasses of the domain as JSON texts, and back.

A text holds everything the object holds: times keep offset and time zone, sets are sorted so that
equal objects give equal texts, and what is not finite is refused.
"""

import json
import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from hipspine.domain.answers import AnswerValue, Reply
from hipspine.records.times import time_from_text, time_text

T = TypeVar("T")


class DocumentError(ValueError):
    """A text does not hold an object of the kind it should; the message names the place."""


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


def from_data(data: object, kind: type[T], where: str = "") -> T:
    """Return the object that JSON data holds.

    Raises
    ------
    DocumentError
        If it is not an object of this kind.
    """
    value: T = _read(data, kind, where or kind.__name__)
    return value


def _read(data: object, kind: Any, where: str) -> Any:
    if kind == AnswerValue:
        return _answer(data, where)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional(data, get_args(kind), where)
    if origin is not None:
        return _collection(data, origin, get_args(kind), where)
    if is_dataclass(kind):
        return _object(data, kind, where)
    try:
        return _plain(data, kind)
    except ValueError as problem:
        raise DocumentError(f"{where}: {problem}") from None
    except (TypeError, KeyError):
        raise DocumentError(f"{where}: {data!r} is not a {_name(kind)}") from None


def _name(kind: Any) -> str:
    return str(getattr(kind, "__name__", kind))


def _plain(data: object, kind: Any) -> object:
    if issubclass(kind, Enum):
        return kind(data)
    reader = _PLAIN[kind]
    return reader(data)


def _exactly(kind: type) -> Callable[[object], object]:
    def read(data: object) -> object:
        if type(data) is not kind:
            raise TypeError
        return data

    return read


def _number(data: object) -> float:
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise TypeError
    return _finite(float(data))


_PLAIN: Mapping[type, Callable[[Any], object]] = {
    str: _exactly(str),
    bool: _exactly(bool),
    int: _exactly(int),
    float: _number,
    datetime: time_from_text,
    date: date.fromisoformat,
}


def _optional(data: object, kinds: tuple[Any, ...], where: str) -> object:
    """Read a value that may be absent; of several kinds of value the records hold only answers."""
    if data is None and type(None) in kinds:
        return None
    (kind,) = (item for item in kinds if item is not type(None))
    return _read(data, kind, where)


def _answer(data: object, where: str) -> AnswerValue:
    if isinstance(data, Mapping) and set(data) == {"reply"}:
        return _read(data["reply"], Reply, where)  # type: ignore[no-any-return]
    if isinstance(data, list):
        return frozenset(_read(item, str, where) for item in data)
    if isinstance(data, str):
        return data
    return _read(data, float, where)  # type: ignore[no-any-return]


def _collection(data: object, origin: Any, kinds: tuple[Any, ...], where: str) -> object:
    if issubclass(origin, Mapping):
        if not isinstance(data, Mapping):
            raise DocumentError(f"{where}: {data!r} is not a table")
        return {
            _read(_key(key, kinds[0]), kinds[0], where): _read(item, kinds[1], f"{where}.{key}")
            for key, item in data.items()
        }
    if not isinstance(data, list):
        raise DocumentError(f"{where}: {data!r} is not a list")
    return origin(_read(item, kinds[0], f"{where}[{place}]") for place, item in enumerate(data))


def _key(key: str, kind: Any) -> object:
    """Return a key as its kind is written: JSON knows only texts as keys."""
    return int(key) if issubclass(kind, int) else key


@lru_cache
def _kinds(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _object(data: object, kind: Any, where: str) -> object:
    if not isinstance(data, Mapping):
        raise DocumentError(f"{where}: {data!r} is not a table")
    kinds = _kinds(kind)
    known = {item.name: item for item in fields(kind)}
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise DocumentError(f"{where}: {', '.join(unknown)} is not known here")
    missing = [
        name
        for name, item in known.items()
        if name not in data and item.default is MISSING and item.default_factory is MISSING
    ]
    if missing:
        raise DocumentError(f"{where}: {', '.join(missing)} is missing")
    values = {name: _read(item, kinds[name], f"{where}.{name}") for name, item in data.items()}
    try:
        return kind(**values)
    except ValueError as problem:
        raise DocumentError(f"{where}: {problem}") from None
