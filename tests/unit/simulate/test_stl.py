import numpy as np
import pytest

from bone_package import box, stl_bytes
from hipspine.domain.errors import FileFormatError
from hipspine.simulate.stl import piece_near, read_stl, thinned


@pytest.fixture
def cube(tmp_path):
    path = tmp_path / "cube.stl"
    path.write_bytes(stl_bytes(box((0, 0, 0), (1, 2, 3))))
    return path


def volume_m3(surface):
    """Return the volume that triangles enclose, by the divergence theorem."""
    a, b, c = np.moveaxis(surface.points_m[surface.triangles], 1, 0)
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6.0)


def test_corners_that_triangles_share_are_one(cube):
    surface = read_stl(cube)
    assert surface.points_m.shape == (8, 3)
    assert surface.triangles.shape == (12, 3)
    # 1 m by 2 m by 3 m, all faces turned outwards.
    assert volume_m3(surface) == pytest.approx(6.0, rel=1e-6)


def test_a_file_cut_short_is_refused_by_name(cube):
    cube.write_bytes(cube.read_bytes()[:-1])
    with pytest.raises(FileFormatError, match=r"cube\.stl"):
        read_stl(cube)


@pytest.mark.parametrize("content", [b"", b"solid of text\nfacet normal 0 0 1\n" * 9, b"\0" * 84])
def test_what_is_no_binary_stl_is_refused(tmp_path, content):
    path = tmp_path / "other.stl"
    path.write_bytes(content)
    with pytest.raises(FileFormatError):
        read_stl(path)


def test_corners_that_are_no_numbers_are_refused(cube):
    triangles = box((0, 0, 0), (1, 1, 1))
    triangles[3, 1, 2] = np.nan
    cube.write_bytes(stl_bytes(triangles))
    with pytest.raises(FileFormatError, match="numbers"):
        read_stl(cube)


def test_thinning_keeps_what_is_larger_than_a_cell(cube):
    surface = read_stl(cube)
    same = thinned(surface, 0.5)
    assert same.triangles.shape == surface.triangles.shape
    assert volume_m3(same) == pytest.approx(6.0, rel=1e-6)


def test_thinning_takes_away_what_is_smaller_than_a_cell(tmp_path):
    path = tmp_path / "two.stl"
    large, speck = box((0, 0, 0), (1, 1, 1)), box((3, 3, 3), (3.01, 3.01, 3.01))
    path.write_bytes(stl_bytes(np.concatenate([large, speck])))
    surface = thinned(read_stl(path), 0.1)
    assert len(surface.triangles) == 12
    # No corner moves by more than half the diagonal of a cell.
    assert surface.points_m[surface.triangles].max() <= 1.0 + 0.1


def test_a_piece_is_picked_by_a_place_next_to_it(tmp_path):
    path = tmp_path / "two.stl"
    one, other = box((0, 0, 0), (1, 1, 1)), box((3, 0, 0), (5, 1, 1))
    path.write_bytes(stl_bytes(np.concatenate([one, other])))
    piece = piece_near(read_stl(path), np.array([2.9, 0.0, 0.0]))
    assert piece.points_m[:, 0].min() == 3.0
    assert volume_m3(piece) == pytest.approx(2.0, rel=1e-6)
