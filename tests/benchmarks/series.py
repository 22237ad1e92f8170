"""Seconds per notebook and the share spent training: `python -m tests.benchmarks.series`.

Executes copies in memory and writes nothing. Training cells are those tagged `training`.
"""

import argparse
import json
import os
from datetime import datetime
from pathlib import Path

from lecture_utils.paths import ROOT
from tools.run_notebooks import execute


def cell_seconds(cell):
    """Return how long a cell ran, from the time stamps that the execution left in it."""
    times = cell.metadata.get("execution", {})
    begin, end = times.get("iopub.execute_input"), times.get("shell.execute_reply")
    if not (begin and end):
        return 0.0
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()


def measure(path):
    """Return one row: the notebook's name, its seconds, and those of its training cells."""
    notebook, seconds = execute(path, record_timing=True)
    training = sum(
        cell_seconds(cell) for cell in notebook.cells if "training" in cell.metadata.get("tags", [])
    )
    return {"notebook": path.stem, "seconds": round(seconds, 1), "training": round(training, 1)}


def main(arguments=None):
    """Measure the notebooks named, or all of them; print a table, then one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path)
    everything = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    paths = parser.parse_args(arguments).notebooks or everything
    width = max(len(path.stem) for path in paths)
    print(f"{'notebook':<{width}}  seconds  training", flush=True)
    rows = []
    for path in paths:  # minutes each: show every row as soon as it is known
        rows.append(row := measure(path))
        share = row["training"] / row["seconds"]
        print(f"{row['notebook']:<{width}}  {row['seconds']:7.1f}  {share:8.0%}", flush=True)
    total = round(sum(row["seconds"] for row in rows), 1)
    print(f"{'all':<{width}}  {total:7.1f}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(json.dumps({"benchmark": "series", "seconds": total, "cores": cores, "rows": rows}))


if __name__ == "__main__":
    main()
