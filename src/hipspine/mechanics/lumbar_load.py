"""The load on a lumbar disc."""

from hipspine.domain.arrays import FloatArray
from hipspine.domain.loads import JointLoad
from hipspine.mechanics.joint_loads import contact_force_N


def lumbar_load(
    level: str,
    times_s: FloatArray,
    muscle_forces_N: FloatArray,
    *,
    offset_N: FloatArray,
    force_per_tension: FloatArray,
    vertebra_axes: FloatArray,
) -> JointLoad:
    """Return the load on one lumbar disc: what the lower vertebra pushes the upper one with.

    Cut through the disc. The upper body is held up by the lower vertebra and pulled down by every
    muscle that crosses the cut. Head, arms and trunk above the pelvis are 54 % of body mass (Winter
    2009, table 4.1, doi:10.1002/9780470549148), so a good half of body weight rests on L5/S1 in
    standing. A back extensor with a lever arm of 5 cm that holds 25 N·m adds 500 N. Much of the
    load on a disc is muscle, which is why who does the work matters.

    Parameters
    ----------
    level : str
        One of `hipspine.domain.anatomy.LUMBAR_LEVELS`, such as ``L5_S1``.
    times_s : (T,) array
    muscle_forces_N : (T, M) array
        Tension of every muscle, active and passive together [N].
    offset_N : (T, 3) array
        Force of the lower on the upper vertebra without any muscle, in ground [N]: inertia and
        weight of everything above the disc.
    force_per_tension : (T, 3, M) array
        What each newton of a muscle's tension adds to it, in ground [1]; zero for muscles that do
        not cross the disc.
    vertebra_axes : (T, 3, 3) array
        Columns are the upper vertebra's axes in ground: forward, up (along the spine), right.

    Returns
    -------
    JointLoad
        ``force_N`` acts on the upper vertebra, along its axes. ``compression_N`` is positive where
        the disc is pressed together, ``anterior_shear_N`` where the upper vertebra tends to slide
        forward on the lower, ``lateral_shear_N`` where it tends to slide to the right.

    Notes
    -----
    Disc, ligaments and facet joints carry this force together; the model does not part it among
    them. Pressure in the belly is added before, where it is given
    (`hipspine.simulate.abdominal_pressure`).
    """
    force = contact_force_N(offset_N, force_per_tension, muscle_forces_N, vertebra_axes)
    return JointLoad(level, times_s, force)
