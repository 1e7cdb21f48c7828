"""Periodic curves: truncated Fourier series over a cycle, with exact derivatives.

A phase is a fraction of the cycle: 0 at its start, 1 at its end, any real number allowed.
Coefficients come in the order: mean, cosines of harmonics 1..H, sines of harmonics 1..H.
"""

import numpy as np

from hipspine.domain.arrays import FloatArray


def fourier_basis(phases: FloatArray, *, harmonics: int, derivative: int = 0) -> FloatArray:
    """Return the values of the basis functions of a Fourier series, or of their derivatives.

    Parameters
    ----------
    phases : (T,) array
        Fractions of the cycle.
    harmonics : int
        Highest harmonic H.
    derivative : int
        How many times to differentiate with respect to the phase.

    Returns
    -------
    (T, 2 H + 1) array
        Columns: 1, cos(2π k φ) for k = 1..H, sin(2π k φ) for k = 1..H, each differentiated
        ``derivative`` times. Multiply by coefficients to get the curve; divide by the cycle time
        once per derivative to get a rate per second.

    Notes
    -----
    The n-th derivative of cos(ωφ) is ωⁿ cos(ωφ + n π/2), and likewise for the sine.
    """
    turns = 2.0 * np.pi * np.arange(1, harmonics + 1)
    angles = np.multiply.outer(np.asarray(phases, dtype=float), turns) + derivative * np.pi / 2
    scale = turns**derivative
    mean = np.full((len(angles), 1), 0.0 if derivative else 1.0)
    return np.hstack([mean, np.cos(angles) * scale, np.sin(angles) * scale])


def shifted_coefficients(coefficients: FloatArray, shift: float) -> FloatArray:
    """Return the coefficients of the curve seen ``shift`` cycles later: g(φ) = f(φ + shift).

    With ``shift`` one half, the curve of the right leg becomes that of the left leg of a
    symmetric walk.

    Parameters
    ----------
    coefficients : (..., 2 H + 1) array
    shift : float
        Fraction of the cycle.
    """
    harmonics = (coefficients.shape[-1] - 1) // 2
    angles = 2.0 * np.pi * shift * np.arange(1, harmonics + 1)
    cosines = coefficients[..., 1 : harmonics + 1]
    sines = coefficients[..., harmonics + 1 :]
    return np.concatenate(
        [
            coefficients[..., :1],
            cosines * np.cos(angles) + sines * np.sin(angles),
            sines * np.cos(angles) - cosines * np.sin(angles),
        ],
        axis=-1,
    )


def periodic_derivative(samples: FloatArray, *, period_s: float) -> FloatArray:
    """Differentiate samples of one period with respect to time, exactly for band-limited curves.

    Parameters
    ----------
    samples : (T, ...) array
        Equally spaced over one period, the end point left out.
    period_s : float
        Length of the period [s].

    Notes
    -----
    By the discrete Fourier transform; the highest frequency of an even number of samples has no
    well-defined derivative and is dropped (Trefethen 2000, Spectral Methods in MATLAB, chapter 3,
    DOI 10.1137/1.9780898719598).
    """
    count = len(samples)
    frequencies = np.fft.rfftfreq(count, d=period_s / count)
    if count % 2 == 0:
        frequencies[-1] = 0.0
    factors = (2j * np.pi * frequencies).reshape((-1,) + (1,) * (samples.ndim - 1))
    return np.fft.irfft(np.fft.rfft(samples, axis=0) * factors, n=count, axis=0)
