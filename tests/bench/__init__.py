"""Benchmarks: functions in the modules of this folder, registered by `@benchmark`.

A benchmark returns its value, or a Figure. `python -m tests.bench [PART OF A NAME …]` runs them and writes
build/bench.json, a list of {name, value, unit, note}.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A value with words of its own beside the benchmark's note, such as what it was with fewer people."""

    value: float
    note: str


Measure = Callable[[], float | Figure]


@dataclass(frozen=True)
class Benchmark:
    """A number worth watching: `name` such as "certificate.seconds", its unit, and how it is measured."""

    name: str
    unit: str
    note: str
    measure: Measure


REGISTRY: dict[str, Benchmark] = {}


def benchmark(name: str, *, unit: str, note: str = "") -> Callable[[Measure], Measure]:
    """Register the decorated function as the benchmark `name`. Raises ValueError on a name used twice."""

    def register(measure: Measure) -> Measure:
        if name in REGISTRY:
            raise ValueError(f"two benchmarks are called {name}")
        REGISTRY[name] = Benchmark(name, unit, note, measure)
        return measure

    return register
