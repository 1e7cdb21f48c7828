"""One variant's answer to a question: the motion before and after the change.

Runs in processes of its own, where casadi may be imported.
"""

from dataclasses import replace

import numpy as np

from hipspine.content.prediction.planar_body import read_planar_body
from hipspine.domain.anatomy import Side
from hipspine.domain.arrays import FloatArray
from hipspine.domain.prediction import MotionKind
from hipspine.predict import rising, walking
from hipspine.predict.built import STEP_MESH, rise_problem, standing_problem, walk_problem
from hipspine.predict.jobs import Found, Job, VariantAnswer
from hipspine.predict.layout import BOTH_LEGS, LEGS_ALIKE, Layout
from hipspine.predict.outcomes import read_curves, read_quantities, whole_of
from hipspine.predict.own_speed import at_own_speed, quickened
from hipspine.predict.parameters import Muscles, Settings
from hipspine.predict.problem import (
    Course,
    Mesh,
    Problem,
    Request,
    Solution,
    course_of,
    mesh_times,
)
from hipspine.predict.standing import guesses, posture


def answer(job: Job) -> VariantAnswer:
    """Return a variant's answer, or that it has none."""
    if job.kind is MotionKind.STAND:
        return _answer_standing(job)
    return _answer_walking(job) if job.kind is MotionKind.WALK else _answer_rising(job)


def halfway(start: Muscles, end: Muscles) -> Muscles:
    """Return muscles half as much changed."""
    return Muscles(
        *(
            0.5 * (getattr(start, name) + getattr(end, name))
            for name in ("strength", "shortening", "highest_activation", "lowest_activation")
        )
    )


def _continued(problem: Problem, start: FloatArray, request: Request, usual: Muscles) -> Solution:
    """Return the changed motion; if the search fails, once more by way of half the change."""
    found = problem.solve(start, request)
    if found.is_answer:
        return found
    between = problem.solve(start, replace(request, muscles=halfway(usual, request.muscles)))
    return last_of([found, _from_between(problem, between, start, request)])


def _from_between(
    problem: Problem, between: Solution, start: FloatArray, request: Request
) -> Solution:
    """Return what is found from a motion on the way to it, or else by a wide search from `start`.

    Its CPU seconds include those of `between`.
    """
    tried = [between]
    if between.is_answer:
        found = problem.solve(between.unknowns, request)
        tried.append(found)
        if found.is_answer:
            return last_of(tried)
    return last_of([*tried, problem.solve_widely(start, request)])


def _answer_walking(job: Job) -> VariantAnswer:
    mesh = STEP_MESH if job.intervals is None else Mesh(job.intervals)
    step = walk_problem(is_whole_cycle=False, cache_dir=job.cache_dir, mesh=mesh)
    if job.seed is None:
        return VariantAnswer(None, None, 0.0, "no walk to start from")
    speed = float(job.seed[1]) if job.speed_m_s is None else job.speed_m_s
    request = Request(
        job.settings,
        job.usual,
        walking.HALF_CYCLE_S,
        (speed, speed),
        walking.no_gap(),
        None if job.tracked is None else on_mesh(job.tracked, mesh),
    )
    base = _usual_walk(step, job, request, is_usual_mesh=mesh == STEP_MESH)
    if not base.is_answer:
        return VariantAnswer(None, None, base.cpu_s, base.status)
    usual = walking.whole_cycle(step.course(base.unknowns))
    before = _found(job, usual, BOTH_LEGS, base.unknowns)
    asked = replace(request, muscles=job.changed, speed_m_s=(usual.speed_m_s, usual.speed_m_s))
    if job.one_sided is None:
        later = _changed_walk(step, base.unknowns, asked, job)
        course = walking.whole_cycle(step.course(later.unknowns))
    else:
        cycle = walk_problem(is_whole_cycle=True, cache_dir=job.cache_dir)
        whole = replace(asked, duration_s=(0.6, 2.4))
        later = _changed_walk(cycle, cycle.unknowns(usual), whole, job)
        course = cycle.course(later.unknowns)
    after = _found(job, course, BOTH_LEGS, later.unknowns) if later.is_answer else None
    return VariantAnswer(
        before, after, base.cpu_s + later.cpu_s, later.status, after_cpu_s=later.cpu_s
    )


def _usual_walk(step: Problem, job: Job, request: Request, *, is_usual_mesh: bool) -> Solution:
    """Return the walk before the change, at the given speed or the self-chosen one."""
    is_kept = job.is_seed_solution and is_usual_mesh and job.tracked is None
    if is_kept and job.seed is not None and job.speed_m_s is not None:
        return Solution(job.seed, 0.0, is_answer=True, status="kept", iterations=0, cpu_s=0.0)
    starts = [_on(step, seed) for seed in (job.seed, job.other_seed) if seed is not None]
    usual = None if job.usual_speed_seed is None else _on(step, job.usual_speed_seed)
    if job.speed_m_s:
        return _first_walk(step, starts, usual, request)
    return at_own_speed(step, starts[0], request, lambda at: _first_walk(step, starts, usual, at))


def _on(step: Problem, seed: FloatArray) -> FloatArray:
    return step.unknowns(course_of(seed, BOTH_LEGS, STEP_MESH))


def _changed_walk(problem: Problem, start: FloatArray, request: Request, job: Job) -> Solution:
    """Return the walk after the change, at the speed from before or the self-chosen one."""
    if job.speed_m_s:
        return _continued(problem, start, request, job.usual)
    return at_own_speed(
        problem, start, request, lambda at: _continued(problem, start, at, job.usual)
    )


def _first_walk(
    step: Problem, starts: list[FloatArray], usual: FloatArray | None, request: Request
) -> Solution:
    """Return the walk before the change.

    It is sought near the first start, by way of the walk near `usual` at its own speed, near the
    other starts, and widely from all.
    """
    tried = [step.solve(starts[0], request)]
    if not tried[-1].is_answer and usual is not None:
        tried += _by_way_of(step, usual, request)
    others = [(step.solve, start) for start in starts[1:]]
    for search, start in others + [(step.solve_widely, start) for start in starts]:
        if tried[-1].is_answer:
            break
        tried.append(search(start, request))
    return last_of(tried)


def _by_way_of(step: Problem, usual: FloatArray, request: Request) -> list[Solution]:
    """Return the walk near a first guess at that guess's speed, and the asked one from there.

    The last is the asked one, or no answer.
    """
    speed = float(usual[1])
    between = step.solve(usual, replace(request, speed_m_s=(speed, speed)))
    if not between.is_answer:
        return [between]
    start = quickened(step.layout, between.unknowns, request.speed_m_s[0])
    return [between, step.solve(start, request)]


def last_of(tried: list[Solution]) -> Solution:
    """Return the last solution, with the CPU seconds of all."""
    return replace(tried[-1], cpu_s=sum(each.cpu_s for each in tried))


def on_mesh(step: FloatArray, mesh: Mesh) -> FloatArray:
    """Return angles given evenly over a step (N, 12) at the points of a mesh."""
    wanted = mesh_times(mesh, 1.0)[1:]
    given = np.linspace(0.0, 1.0, len(step))
    return np.array([np.interp(wanted, given, column) for column in step.T]).T


def _answer_rising(job: Job) -> VariantAnswer:
    problem = rise_problem(job.kind, cache_dir=job.cache_dir)
    request = _to_rise(job, job.settings)
    base = _first_rise(problem, job)
    if not base.is_answer:
        return VariantAnswer(None, None, base.cpu_s, base.status)
    before = _found(job, problem.course(base.unknowns), LEGS_ALIKE, np.zeros(0))
    asked = replace(request, muscles=job.changed)
    later = _continued(problem, base.unknowns, asked, job.usual)
    if not later.is_answer:
        anew = problem.solve_widely(_low_to_upright(problem, job, job.settings), asked)
        later = last_of([later, anew])
    course = problem.course(later.unknowns)
    after = _found(job, course, LEGS_ALIKE, np.zeros(0)) if later.is_answer else None
    return VariantAnswer(
        before, after, base.cpu_s + later.cpu_s, later.status, after_cpu_s=later.cpu_s
    )


def _to_rise(job: Job, settings: Settings) -> Request:
    duration = rising.DURATION_S[job.kind]
    ties = rising.limits(rising.beginning(job.kind, settings))
    return Request(settings, job.usual, (duration, duration), (1.0, 1.0), ties)


def _low_to_upright(problem: Problem, job: Job, settings: Settings) -> FloatArray:
    body, points = read_planar_body(), problem.mesh.points
    return problem.unknowns(rising.first_guess(body, job.kind, settings, points))


def _first_rise(problem: Problem, job: Job) -> Solution:
    """Return the motion before the change; if need be, by way of a body of the usual size.

    The first guess is drawn, not solved, so that the search is wide from the beginning. From the
    usual body the way leads over one halfway to the asked size.
    """
    asked = _to_rise(job, job.settings)
    tried = [problem.solve_widely(_low_to_upright(problem, job, job.settings), asked)]
    if tried[-1].is_answer:
        return tried[-1]
    usual, halfway_there = (_of_size(job.settings, part) for part in (0.0, 0.5))
    start = _low_to_upright(problem, job, usual)
    tried.append(problem.solve_widely(start, _to_rise(job, usual)))
    for request in (_to_rise(job, halfway_there), asked):
        tried.append(problem.solve(tried[-1].unknowns, request))
    return last_of(tried)


def _of_size(settings: Settings, part: float) -> Settings:
    """Return settings for a body part of the way from the usual size to the given one."""
    usual = Settings()
    names = ("mass_factor", "length_factor", "force_factor")
    sizes = {
        name: (1.0 - part) * getattr(usual, name) + part * getattr(settings, name) for name in names
    }
    return replace(settings, **sizes)


def _answer_standing(job: Job) -> VariantAnswer:
    problem = standing_problem()
    starts = guesses(job.settings.length_factor)
    base = best_of([problem.solve(start, job.settings, job.usual) for start in starts])
    again = (base.unknowns, *starts)
    later = best_of([problem.solve(start, job.settings, job.changed) for start in again])
    both = [
        _found(job, posture(each.unknowns), LEGS_ALIKE, np.zeros(0)) if each.is_answer else None
        for each in (base, later)
    ]
    return VariantAnswer(
        both[0], both[1], base.cpu_s + later.cpu_s, later.status, after_cpu_s=later.cpu_s
    )


def best_of(found: list[Solution]) -> Solution:
    """Return the solution that costs least among those that are answers, with all CPU seconds."""
    answers = [each for each in found if each.is_answer] or found
    best = min(answers, key=lambda each: each.cost)
    return replace(best, cpu_s=sum(each.cpu_s for each in found))


def _found(job: Job, course: Course, layout: Layout, unknowns: FloatArray) -> Found:
    motion = whole_of(course, layout)
    side = job.one_sided or Side.RIGHT
    is_walk = job.kind is MotionKind.WALK
    if is_walk:
        # A cycle's first instant repeats its last.
        motion = replace(
            motion,
            times_s=motion.times_s[1:],
            q=motion.q[1:],
            activations=motion.activations[1:],
        )
    return Found(
        quantities=read_quantities(
            job.kind, motion, job.settings, body=read_planar_body(), side=side
        ),
        curves=read_curves(motion, is_walk=is_walk, side=side),
        motion=motion,
        unknowns=unknowns,
    )
