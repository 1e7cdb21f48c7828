"""The reference walker as a least-squares problem: facts, feet on the ground, balanced forces.

Unknown are the Fourier coefficients of the joint angles and of the pelvis's path. Residuals ask
that the cited facts hold, that the foot on the ground stays where it is, that the swinging foot
clears the ground, and that the force which the motion needs passes through the foot that stands.
The motion is symmetric: the left leg does what the right did half a cycle before. Everything is
seen from a frame that moves forward at the walking speed; phases count from right heel strike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, least_squares
from segment_tree import SegmentTree, required_wrench

from hipspine.content.reference_walker import TRANSLATIONS, WalkerFact, WalkerPlan
from hipspine.domain.arrays import BoolArray, FloatArray
from hipspine.domain.units import STANDARD_GRAVITY
from hipspine.mechanics.ground_reaction import trailing_share
from hipspine.mechanics.periodic_curves import fourier_basis, shifted_coefficients
from hipspine.simulate.body.build import LUMBAR_SHARES
from hipspine.simulate.reference_walker import HELD_RAD, PAIRED

HARMONICS = 6
"""5.5 Hz at the cycle time below: within the 6 Hz to which gait recordings are usually filtered."""
SAMPLES = 56
"""Samples per cycle; their highest harmonic, 28, is far above what products of joint rotations of
harmonic 6 reach with any weight."""

SMOOTHNESS = 3.0
"""Weight of the amplitude of a curve's highest harmonic, per 0.1 rad or 2 cm."""
EVEN, ODD = (2, 4, 6), (1, 3)
ALL = tuple(range(1, HARMONICS + 1))
FREE_HARMONICS: dict[str, tuple[int, ...]] = {
    "hip_flexion": (0, *ALL),
    "hip_adduction": (0, 1, 2, 3, 4),
    "hip_rotation": (0, 1, 2, 3),
    "knee_angle": (0, *ALL),
    "ankle_angle": (0, *ALL),
    "arm_flex": (0, 1),
    "elbow_flex": (0, 1),
    # Symmetry: what both legs share repeats every step, what they mirror changes its sign.
    "pelvis_tilt": (0, 2, 4),
    "pelvis_list": ODD,
    "pelvis_rotation": ODD,
    "pelvis_tx": EVEN,
    "pelvis_ty": (0, *EVEN),
    "pelvis_tz": ODD,
    "lumbar_extension": (0, 2, 4),
    "lumbar_bending": ODD,
    "lumbar_rotation": (1,),
}


def posture_of(curves: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Return the model's coordinates for (..., T) curves, paired ones as ``name_r``, ``name_l``."""
    posture = {name: curve for name, curve in curves.items() if not name.startswith("lumbar")}
    for motion, shares in LUMBAR_SHARES.items():
        for level, share in shares.items():
            posture[f"{level}_{motion}"] = share * curves[f"lumbar_{motion}"]
    for side in "rl":
        posture[f"knee_angle_{side}_beta"] = posture[f"knee_angle_{side}"]
        for name, value in HELD_RAD.items():
            posture[f"{name}_{side}"] = np.full_like(posture["pelvis_ty"], value)
    return posture


class Design:
    """The problem, its unknowns packed into one vector."""

    def __init__(
        self,
        tree: SegmentTree,
        facts: Sequence[WalkerFact],
        plan: WalkerPlan,
    ) -> None:
        self.tree, self.facts, self.plan = tree, tuple(facts), plan
        self.double_support = plan.toe_off - 0.5
        self.names = tuple(FREE_HARMONICS)
        columns = 2 * HARMONICS + 1
        self._free = np.zeros((len(self.names), columns), dtype=bool)
        for row, harmonics in enumerate(FREE_HARMONICS.values()):
            for harmonic in harmonics:
                self._free[row, harmonic] = True
                self._free[row, harmonic + HARMONICS if harmonic else 0] = True
        # One unit of an unknown: 0.1 rad (6 degrees) or 2 cm, so that unit steps are alike.
        scale = [0.02 if name in TRANSLATIONS else 0.1
                 for name in self.names]  # fmt: skip
        self._scale = np.array(scale)[:, None] * np.ones(columns)
        self.phases = np.arange(SAMPLES) / SAMPLES
        self._basis = fourier_basis(self.phases, harmonics=HARMONICS)

    def coefficients(self, unknowns: FloatArray) -> FloatArray:
        """Return (..., curves, 2 H + 1) coefficients."""
        full = np.zeros((*unknowns.shape[:-1], *self._free.shape))
        full[..., self._free] = unknowns
        return full * self._scale

    def unknowns(self, coefficients: FloatArray) -> FloatArray:
        """Return the vector for (curves, 2 H + 1) coefficients."""
        return (coefficients / self._scale)[self._free]

    def curves(self, coefficients: FloatArray) -> dict[str, FloatArray]:
        """Return every curve over the cycle, (..., T), both sides."""
        out = {}
        for row, name in enumerate(self.names):
            right = coefficients[..., row, :]
            if name in PAIRED:
                out[f"{name}_r"] = right @ self._basis.T
                out[f"{name}_l"] = shifted_coefficients(right, 0.5) @ self._basis.T
            else:
                out[name] = right @ self._basis.T
        return out

    def motion(self, unknowns: FloatArray) -> "Motion":
        """Return where the right foot is and what force is needed, for (P, n) unknowns."""
        curves = self.curves(self.coefficients(unknowns))
        poses = self.tree.poses(posture_of(curves))
        force, moment = required_wrench(self.tree, poses, period_s=self.plan.cycle_s)
        rotation, origin = poses["calcn_r"]
        travel = self.plan.speed_m_s * self.plan.cycle_s * self.phases
        points = {}
        for name in ("heel", "inner_ball", "outer_ball", "toe"):
            point = origin + rotation @ getattr(self.plan.sole, name)
            point[..., 0] += travel
            points[name] = point
        return Motion(force, moment, points, travel)

    def residuals(self, unknowns: FloatArray) -> FloatArray:
        """Return (P, R) residuals for (P, n) unknowns: each about 1 at its tolerance."""
        motion = self.motion(unknowns)
        parts = [
            self._facts(unknowns),
            self._smoothness(unknowns),
            self._standing(motion),
            self._swinging(motion),
            self._single_support(motion),
            self._double_support(motion),
            self._force_shape(motion),
        ]
        return np.concatenate([part.reshape(len(unknowns), -1) for part in parts], axis=1)

    def _facts(self, unknowns: FloatArray) -> FloatArray:
        coefficients = self.coefficients(unknowns)
        parts = []
        for fact in self.facts:
            course = coefficients[:, self.names.index(fact.coordinate), :]
            phase = np.array([fact.phase])
            value = course @ fourier_basis(phase, harmonics=HARMONICS)[0]
            if fact.coordinate in TRANSLATIONS:
                value = value - course[:, 0]
            miss = (value - fact.value) / fact.tolerance
            # Soft within the tolerance, hard near its edge.
            parts += [3.0 * miss, 20.0 * np.maximum(np.abs(miss) - 0.8, 0.0)]
            if fact.is_turning_point:
                slope = course @ fourier_basis(phase, harmonics=HARMONICS, derivative=1)[0]
                parts.append(slope * 0.05 / fact.tolerance)
        return np.stack(parts, axis=1)

    def _smoothness(self, unknowns: FloatArray) -> FloatArray:
        coefficients = self.coefficients(unknowns)[:, self._free] / self._scale[self._free]
        orders = np.tile(np.concatenate([[0], ALL, ALL]), (len(self.names), 1))[self._free]
        return coefficients * (orders / HARMONICS) ** 2 * SMOOTHNESS

    def _window(self, first: float, last: float) -> BoolArray:
        return (self.phases >= first - 1e-9) & (self.phases <= last + 1e-9)

    def _standing(self, motion: "Motion") -> FloatArray:
        """Heel down until heel rise, ball down from foot flat until just before toe off [3 mm]."""
        ball = 0.5 * (motion.points["inner_ball"] + motion.points["outer_ball"])
        roll = motion.points["inner_ball"][..., 1] - motion.points["outer_ball"][..., 1]
        heel_down, ball_down = self._window(0.0, 0.34), self._window(0.09, 0.575)
        heel = motion.points["heel"][:, heel_down]
        ball = ball[:, ball_down]
        parts = [
            heel[..., 1] / 0.003,
            ball[..., 1] / 0.003,
            (heel - heel.mean(axis=1, keepdims=True))[..., [0, 2]] / 0.003,
            (ball - ball.mean(axis=1, keepdims=True))[..., [0, 2]] / 0.003,
            roll[:, self._window(0.09, 0.5)] / 0.01,
            # Feet 10 cm apart, toes 7 degrees out (quoted from Perry and Burnfield 2010).
            (heel[..., 2].mean(axis=1, keepdims=True) - 0.05) / 0.01,
            (ball[..., 2].mean(axis=1) - heel[..., 2].mean(axis=1) - 0.022)[:, None] / 0.005,
        ]
        return np.concatenate([part.reshape(len(ball), -1) for part in parts], axis=1)

    def _swinging(self, motion: "Motion") -> FloatArray:
        """Nothing goes below the ground; the toe clears it by 1.5 cm in mid swing."""
        early = motion.points["heel"][:, self._window(0.62, 1.0), 1]
        toe = motion.points["toe"][:, self._window(0.72, 0.97), 1]
        balls = np.minimum(motion.points["inner_ball"], motion.points["outer_ball"])[
            :, self._window(0.64, 0.99), 1
        ]
        late_fall = motion.points["heel"][:, self._window(0.95, 1.0), 1]
        return np.concatenate(
            [
                np.minimum(early, 0.0) / 0.003,
                np.minimum(toe - 0.015, 0.0) / 0.003,
                np.minimum(balls - 0.005, 0.0) / 0.003,
                np.maximum(late_fall - 0.03, 0.0) / 0.005,
            ],
            axis=1,
        )

    def _sole_frame(self, motion: "Motion") -> tuple[FloatArray, FloatArray]:
        """Return the standing heel and ball, (P, 1, 3), in ground."""
        heel = motion.points["heel"][:, self._window(0.05, 0.34)].mean(axis=1, keepdims=True)
        ball = 0.5 * (motion.points["inner_ball"] + motion.points["outer_ball"])
        return heel, ball[:, self._window(0.09, 0.5)].mean(axis=1, keepdims=True)

    def _wanted_pressure(self, motion: "Motion", phases: FloatArray) -> FloatArray:
        """Return the centre of pressure aimed at, (P, T, 2): from heel to ball to toe."""
        heel, ball = self._sole_frame(motion)
        # Shares of the way from heel to ball; beyond 1 towards the toes.
        knots = [0.0, self.double_support, 0.30, 0.5, self.plan.toe_off]
        way = np.interp(phases, knots, [0.0, 0.40, 0.68, 1.0, 1.3])[None, :, None]
        return (heel + way * (ball - heel))[..., [0, 2]]

    def _single_support(self, motion: "Motion") -> FloatArray:
        inside = self._window(self.double_support, 0.5)
        wanted = self._wanted_pressure(motion, self.phases[inside])
        miss = motion.pressure()[:, inside] - wanted
        soft = miss / np.array([0.03, 0.01])
        hard = np.sign(miss) * np.maximum(np.abs(miss) - np.array([0.035, 0.02]), 0.0) / 0.003
        return np.concatenate([soft.reshape(len(miss), -1), hard.reshape(len(miss), -1)], axis=1)

    def _double_support(self, motion: "Motion") -> FloatArray:
        """Displacement of both centres of pressure that balance needs, as ground_reaction does."""
        inside = self._window(1.0 / SAMPLES, self.double_support)
        phases = self.phases[inside]
        front_load, back_load = self._shared(motion, inside)
        front = self._wanted_pressure(motion, phases)
        back = self._wanted_pressure(motion, phases + 0.5)
        # The left foot is the right one half a cycle earlier and half a stride back, mirrored.
        stride = self.plan.speed_m_s * self.plan.cycle_s
        back = back * np.array([1.0, -1.0]) - np.array([stride / 2, 0.0])
        total = motion.pressure()[:, inside] * motion.force[:, inside, 1:2]
        missing = total - front * front_load[..., None] - back * back_load[..., None]
        squares = (front_load**2 + back_load**2)[..., None]
        # Beyond the toe behind or the heel in front there is no sole to press on.
        heel, ball = self._sole_frame(motion)
        toe = heel + 1.38 * (ball - heel)
        front = front + missing * front_load[..., None] / squares
        back = back + missing * back_load[..., None] / squares
        beyond = np.stack(
            [
                np.minimum(front[..., 0] - heel[..., 0], 0.0),
                np.maximum(back[..., 0] + stride / 2 - toe[..., 0], 0.0),
            ],
            axis=-1,
        )
        soft = missing / np.sqrt(squares) / np.array([0.03, 0.01])
        return np.concatenate([soft, beyond / 0.003], axis=-1)

    def _shared(self, motion: "Motion", inside: BoolArray) -> tuple[FloatArray, FloatArray]:
        shares = trailing_share(self.phases[inside] / self.double_support)[:, 1]
        back = motion.force[:, :1, 1] * shares
        return motion.force[:, inside, 1] - back, back

    def _force_shape(self, motion: "Motion") -> FloatArray:
        """Two peaks and a trough, braking then propulsion, little free torque (Winter 2009)."""
        inside = self._window(self.double_support, 0.5)
        phases = self.phases[inside]
        weight = self.tree.mass_kg * STANDARD_GRAVITY
        force = motion.force[:, inside] / weight
        vertical = 0.94 + 0.16 * np.cos(4.0 * np.pi * (phases - 0.15) / 0.64)
        forward = np.interp(phases, [0.12, 0.15, 0.30, 0.48, 0.50], [-0.17, -0.17, 0, 0.19, 0.19])
        return np.concatenate(
            [
                (force[..., 1] - vertical) / 0.06,
                (force[..., 0] - forward) / 0.05,
                (force[..., 2] + 0.05) / 0.04,
                motion.free_torque()[:, inside] / 7.0,
            ],
            axis=1,
        )

    def start(self) -> FloatArray:
        """Return the smoothest curves through the facts, feet near the ground."""
        count = int(self._free.sum())
        coefficients = np.zeros(self._free.shape)
        coefficients[self.names.index("pelvis_ty"), 0] = 0.92
        origin = self.unknowns(coefficients)

        def soft(unknowns: FloatArray) -> FloatArray:
            many = np.atleast_2d(unknowns)
            return np.concatenate(
                [self._facts(many), self._smoothness(many), 0.05 * (many - origin)], axis=1
            )

        base = soft(origin)[0]
        slopes = (soft(origin + np.eye(count)) - base).T
        return origin - np.linalg.lstsq(slopes, base, rcond=None)[0]

    def solve(self, start: FloatArray, *, evaluations: int) -> OptimizeResult:
        """Return scipy's result of the least-squares fit."""
        step = 1e-5

        def value(unknowns: FloatArray) -> FloatArray:
            return self.residuals(unknowns[None])[0]

        def jacobian(unknowns: FloatArray) -> FloatArray:
            base = value(unknowns)
            columns = []
            for block in np.array_split(np.eye(len(unknowns)), 8):
                columns.append((self.residuals(unknowns + step * block) - base) / step)
            return np.concatenate(columns).T

        return least_squares(value, start, jac=jacobian, max_nfev=evaluations, x_scale=1.0)


@dataclass(frozen=True, eq=False)
class Motion:
    """P motions over one cycle.

    force, moment : (P, T, 3), in the moving frame; points of the right sole, (P, T, 3), and the way
    travelled, (T,), in ground.
    """

    force: FloatArray
    moment: FloatArray
    points: Mapping[str, FloatArray]
    travel: FloatArray

    def free_torque(self) -> FloatArray:
        """Return the (P, T) vertical torque about that point [N·m]."""
        point = self.pressure() - np.stack([self.travel, np.zeros_like(self.travel)], axis=-1)
        turning = point[..., 1] * self.force[..., 0] - point[..., 0] * self.force[..., 2]
        return self.moment[..., 1] - turning

    def pressure(self) -> FloatArray:
        """Return the (P, T, 2) centre of pressure of the whole force on the ground, y = 0."""
        vertical = self.force[..., 1]
        x = self.moment[..., 2] / vertical + self.travel
        return np.stack([x, -self.moment[..., 0] / vertical], axis=-1)
