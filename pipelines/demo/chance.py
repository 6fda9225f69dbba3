"""Draws that the rest of the generator is made of; every one takes its own seeded source."""

from math import exp
from random import Random


def happens(rng: Random, chance: float) -> bool:
    """True with the given chance."""
    return rng.random() < chance


def draw_count(rng: Random, mean: float) -> int:
    """A Poisson draw."""
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def draw_share(rng: Random, shape: float) -> float:
    """A pupil's own share of a mean: gamma with mean 1."""
    return rng.gammavariate(shape, 1 / shape)
