"""Files that somebody sends to do harm."""

import io
import random
import tarfile
import zipfile

from hipspine.content.reference_walker import reference_walker_files


def hostile_archives():
    """Fifty archives that dress up as recordings."""
    chance = random.Random(7)
    plain = reference_walker_files().forces.read_bytes()
    for number in range(25):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            # A bomb, a path out of the folder, or thousands of names.
            archive.writestr("../" * number + "walk.trc", b"\0" * chance.randrange(1, 2_000_000))
            for each in range(chance.randrange(1, 40)):
                archive.writestr(f"{each}/walk.trc", plain[:1000])
        yield stream.getvalue()
    for number in range(25):
        stream = io.BytesIO()
        with tarfile.open(
            fileobj=stream, mode=("w", "w:gz", "w:bz2", "w:xz")[number % 4]
        ) as archive:
            link = tarfile.TarInfo("walk.trc")
            link.type = tarfile.SYMTYPE
            link.linkname = "/etc/passwd"
            archive.addfile(link)
            big = tarfile.TarInfo(f"{'../' * number}grf.mot")
            big.size = 10_000
            archive.addfile(big, io.BytesIO(b"\0" * 10_000))
        yield stream.getvalue()
