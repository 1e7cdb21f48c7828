"""Write bytes to a file, whole or not at all."""

from pathlib import Path

from hipspine.domain.errors import OutputError


def write_bytes(content: bytes, file: Path) -> None:
    """Write a file; one that was there stays until the new one is complete.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(file)
    except OSError as problem:
        raise OutputError(
            str(file),
            expected="a file that can be written",
            got=problem.strerror or str(problem),
            do="Choose another place.",
        ) from None
