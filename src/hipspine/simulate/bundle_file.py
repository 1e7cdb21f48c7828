"""Keep a bundle in a file and read it back: numpy's .npz, plain arrays only, no pickle.

Most muscles span few joints, so the moment arms and load maps are mostly zeros at the same places
in every frame. Only the places that are ever non-zero are stored, which makes the file small
without the time that compression costs.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import FileFormatError
from hipspine.domain.problem import Level, Problem
from hipspine.simulate.bundle import Bundle, MuscleParameters

_SPARSE = ("moment_arms_m", "joint_load_per_force")
_FORMAT = 1
_Arrays = dict[str, npt.NDArray[Any]]


def bundle_bytes(bundle: Bundle) -> bytes:
    """Return the file's content for a bundle."""
    stream = io.BytesIO()
    arrays = {"format": np.array(_FORMAT), **_bundle_arrays(bundle)}
    np.savez(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def read_bundle(path: Path) -> Bundle:
    """Return the bundle in a file.

    Raises
    ------
    FileFormatError
        If the file is not a bundle, or damaged: every array's checksum is verified.
    """
    # numpy closes a stream it opened itself only if the file is sound.
    with path.open("rb") as stream:
        return read_bundle_stream(stream, path.name)


def read_bundle_stream(stream: IO[bytes], name: str) -> Bundle:
    """Return the bundle in an open file that messages call ``name``; errors as `read_bundle`."""
    try:
        with np.load(stream, allow_pickle=False) as stored:
            arrays = {array: stored[array] for array in stored.files}
        if int(arrays["format"]) != _FORMAT:
            raise ValueError(f"format {arrays['format']}")
        return _bundle(arrays)
    except (ValueError, KeyError, TypeError, EOFError, IndexError, zipfile.BadZipFile) as error:
        raise FileFormatError(
            name,
            expected="a bundle as hipspine writes it",
            got=f"a damaged or foreign file ({error})",
            do="Delete it; it is made anew from the recording.",
        ) from error


def _bundle_arrays(bundle: Bundle) -> _Arrays:
    arrays: _Arrays = {}
    for item in fields(Bundle):
        value = getattr(bundle, item.name)
        if item.name == "muscles":
            arrays.update(
                {f"muscles.{n.name}": _array(getattr(value, n.name)) for n in fields(value)}
            )
        elif item.name == "problems":
            arrays[item.name] = np.array(json.dumps([asdict(problem) for problem in value]))
        elif item.name in _SPARSE:
            arrays.update(_packed(item.name, value))
        else:
            arrays[item.name] = _array(value)
    return arrays


def _array(value: object) -> npt.NDArray[Any]:
    return np.array(value, dtype=str) if isinstance(value, tuple) else np.asarray(value)


def _packed(name: str, dense: FloatArray) -> _Arrays:
    # A NaN counts as non-zero, so it is kept.
    places = np.flatnonzero((dense != 0).any(axis=0))
    flat = dense.reshape(len(dense), -1)
    return {
        f"{name}.shape": np.array(dense.shape),
        f"{name}.places": places,
        f"{name}.values": flat[:, places],
    }


def _unpacked(name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> FloatArray:
    shape = tuple(int(length) for length in arrays[f"{name}.shape"])
    flat = np.zeros((shape[0], int(np.prod(shape[1:]))))
    flat[:, arrays[f"{name}.places"]] = arrays[f"{name}.values"]
    return flat.reshape(shape)


def _bundle(arrays: Mapping[str, npt.NDArray[Any]]) -> Bundle:
    values: dict[str, Any] = {}
    for item in fields(Bundle):
        if item.name == "muscles":
            values[item.name] = MuscleParameters(
                **{n.name: _value(arrays[f"muscles.{n.name}"]) for n in fields(MuscleParameters)}
            )
        elif item.name == "problems":
            values[item.name] = _problems(arrays[item.name])
        elif item.name in _SPARSE:
            values[item.name] = _unpacked(item.name, arrays)
        else:
            values[item.name] = _value(arrays[item.name])
    return Bundle(**values)


def _value(array: npt.NDArray[Any]) -> Any:
    if array.ndim == 0:
        return array.item()
    return tuple(array.tolist()) if array.dtype.kind == "U" else array


def _problems(array: npt.NDArray[Any]) -> tuple[Problem, ...]:
    return tuple(
        Problem(Level(p["level"]), p["where"], p["what"], p["suggestion"])
        for p in json.loads(array.item())
    )
