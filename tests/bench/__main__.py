"""Run the benchmarks; see the package. Exit code 1 when one of them fails."""

import importlib
import json
import os
import pkgutil
import sys
import traceback
from collections.abc import Sequence

from tests import bench
from tests.support.paths import BUILD

Row = dict[str, str | float]


def discover() -> None:
    """Import every module of this folder, which registers its benchmarks."""
    for module in pkgutil.iter_modules(bench.__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{bench.__name__}.{module.name}")


def run(one: bench.Benchmark) -> Row | None:
    """Measure one and print its line; None when it failed."""
    try:
        measured = one.measure()
    except Exception:  # one broken benchmark must not hide the others
        traceback.print_exc()
        print(f"{one.name:<40} failed", flush=True)  # noqa: T201
        return None
    figure = measured if isinstance(measured, bench.Figure) else bench.Figure(measured, "")
    note = "; ".join(filter(None, (one.note, figure.note)))
    print(f"{one.name:<40} {figure.value:>14,.3f} {one.unit:<8} {note}", flush=True)  # noqa: T201
    return {"name": one.name, "value": round(figure.value, 6), "unit": one.unit, "note": note}


def main(wanted: Sequence[str]) -> int:
    """Run the benchmarks whose name contains one of `wanted` (all without any)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gridschool.settings.test")
    discover()
    chosen = [one for name, one in sorted(bench.REGISTRY.items()) if not wanted or any(w in name for w in wanted)]
    rows = [run(one) for one in chosen]
    BUILD.mkdir(exist_ok=True)
    done = [row for row in rows if row is not None]
    (BUILD / "bench.json").write_text(json.dumps(done, ensure_ascii=False, indent=2) + "\n")
    return 0 if len(done) == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
