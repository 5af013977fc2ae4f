"""Runs every benchmark, each in a process of its own, so that none warms the caches of the next."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

WHOLE = {"percolator": ["--million"]}  # what a run of everything measures more than one by itself


def main() -> int:
    """Run all modules of this package in the order of their names; the number of those that failed."""
    names = sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    failed = 0
    for name in names:
        if name.startswith("_"):
            continue
        print(f"== {name}", flush=True)
        failed += (
            subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *WHOLE.get(name, [])], check=False).returncode
            != 0
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
