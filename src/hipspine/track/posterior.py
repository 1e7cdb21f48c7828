"""Draws from a posterior by adaptive importance sampling, the same for the same seed.

Parameters live in a space where their prior is standard normal, so that one sampler serves every
model: a model only has to say how likely the data are under each row of numbers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import gammaincinv, gammaln, ndtri
from scipy.stats import qmc

from hipspine.domain.arrays import FloatArray
from hipspine.domain.errors import InternalError

PROPOSAL_FREEDOM = 5.0
"""Degrees of freedom of the proposal: heavier tails than the posterior's keep weights bounded."""
PROPOSAL_WIDENING = 1.5
"""How much wider than the estimated covariance the proposal is, for the same reason."""
FEWEST_FITS = 2
"""How often the proposal is fitted at least."""
DEFENSIVE_SHARE = 0.15
"""Share of draws that still come from the prior (Hesterberg 1995)."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Equally likely draws of the standardised parameters.

    Parameters
    ----------
    draws : (N, D) array — each parameter standard normal under the prior
    effective : float
        How many independent draws the weighted ones were worth (Kish).
    """

    draws: FloatArray
    effective: float


def posterior_draws(
    log_likelihood: Callable[[FloatArray], FloatArray],
    dimensions: int,
    *,
    size: int = 2048,
    wanted: float = 400.0,
    most_rounds: int = 6,
) -> Posterior:
    """Return draws from prior times likelihood.

    Parameters
    ----------
    log_likelihood : function from (N, D) parameters to (N,) log-likelihoods
    size : int
        Draws of each round, a power of two as the Sobol sequence wants it.
    wanted : float
        Effective draws after which no further round is made.
    most_rounds : int
        How often at most draws are made; at least twice after those of the prior.

    Notes
    -----
    The first round draws from the prior. Each later round draws from a mixture of a multivariate t
    at the weighted mean and covariance of the round before, and of the prior; weights use the
    whole mixture. Points are a scrambled Sobol sequence with a fixed seed: two calls agree exactly.

    References
    ----------
    West M (1993). Mixture models, Monte Carlo, Bayesian updating and dynamic models.
    Comput Sci Stat 24:325-333. Hesterberg T (1995). Weighted average importance sampling and
    defensive mixture distributions. Technometrics 37:185-194. doi:10.1080/00401706.1995.10484303
    """
    draws = _normal_points(dimensions, size)
    log_weights = log_likelihood(draws)
    for made in range(1, most_rounds):
        if made > FEWEST_FITS and _effective(log_weights) >= wanted:
            break
        mean, factor = _location(draws, log_weights)
        draws = _proposed(mean, factor, size)
        log_weights = _log_normal(draws) + log_likelihood(draws) - _log_mixture(draws, mean, factor)
    return Posterior(draws[_systematic(_weights(log_weights))], _effective(log_weights))


def prior_draws(dimensions: int, *, size: int = 2048) -> Posterior:
    """Return draws from the prior alone."""
    return Posterior(_normal_points(dimensions, size), float(size))


@cache
def _normal_points(dimensions: int, size: int) -> FloatArray:
    points: FloatArray = ndtri(_uniform_points(dimensions, size))
    points.flags.writeable = False
    return points


@cache
def _uniform_points(dimensions: int, size: int) -> FloatArray:
    sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(20_261_121))
    points: FloatArray = np.clip(sequence.random(size), 1e-9, 1 - 1e-9)
    return points


@cache
def _t_points(dimensions: int, size: int) -> FloatArray:
    """Return (size, D) points of a standard multivariate t."""
    normal = _normal_points(dimensions + 1, size)[:, :dimensions]
    share = _uniform_points(dimensions + 1, size)[:, dimensions]
    chi_squared = 2 * gammaincinv(PROPOSAL_FREEDOM / 2, share)
    scale = np.sqrt(PROPOSAL_FREEDOM / chi_squared)
    points: FloatArray = normal * scale[:, np.newaxis]
    return points


def _weights(log_weights: FloatArray) -> FloatArray:
    best = log_weights.max()
    if not np.isfinite(best):
        raise InternalError("no draw of the forecast explains the data at all")
    weights: FloatArray = np.exp(log_weights - best)
    weights /= weights.sum()
    return weights


def _effective(log_weights: FloatArray) -> float:
    """Return how many independent draws the weighted ones are worth.

    References
    ----------
    Kish L (1965). Survey Sampling. Wiley, New York.
    """
    return float(1 / np.sum(_weights(log_weights) ** 2))


def _location(draws: FloatArray, log_weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the weighted mean and the Cholesky factor of the widened covariance."""
    weights = _weights(log_weights)
    mean = weights @ draws
    away = draws - mean
    covariance = (away * weights[:, np.newaxis]).T @ away
    # A few draws that carry all weight would give a covariance of nearly zero.
    floor = 0.02 * np.eye(len(mean))
    factor = np.linalg.cholesky(PROPOSAL_WIDENING * covariance + floor)
    return mean, np.asarray(factor, dtype=np.float64)


def _proposed(mean: FloatArray, factor: FloatArray, size: int) -> FloatArray:
    draws = mean + _t_points(len(mean), size) @ factor.T
    from_prior = round(DEFENSIVE_SHARE * size)
    draws[:from_prior] = _normal_points(len(mean), size)[:from_prior]
    return draws


def _log_normal(draws: FloatArray) -> FloatArray:
    constant = 0.5 * draws.shape[1] * math.log(2 * math.pi)
    squares: FloatArray = np.sum(draws**2, axis=1)
    return np.asarray(-0.5 * squares - constant)


def _log_mixture(draws: FloatArray, mean: FloatArray, factor: FloatArray) -> FloatArray:
    """Return the log-density of the proposal: a multivariate t, and the prior beside it."""
    dimensions, freedom = len(mean), PROPOSAL_FREEDOM
    away = np.linalg.solve(factor, (draws - mean).T)
    distance = np.sum(away**2, axis=0)
    constant = (
        gammaln((freedom + dimensions) / 2)
        - gammaln(freedom / 2)
        - 0.5 * dimensions * np.log(freedom * np.pi)
        - np.sum(np.log(np.diag(factor)))
    )
    log_t = constant - 0.5 * (freedom + dimensions) * np.log1p(distance / freedom)
    mixture: FloatArray = np.logaddexp(
        np.log(1 - DEFENSIVE_SHARE) + log_t, np.log(DEFENSIVE_SHARE) + _log_normal(draws)
    )
    return mixture


def _systematic(weights: FloatArray) -> FloatArray:
    """Return indices that repeat each draw in proportion to its weight (systematic resampling)."""
    count = len(weights)
    places = (np.arange(count) + 0.5) / count
    chosen = np.searchsorted(np.cumsum(weights), places, side="left")
    return np.minimum(chosen, count - 1)
