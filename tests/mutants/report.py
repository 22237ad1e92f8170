"""Writes README.md from the results of the runs that are kept in runs/: first.json, last.json."""

import collections
import json
import tomllib

from tests.mutants import sensing

HEADS = {"first": "first run", "last": "in the end"}
HEADS |= {f"fresh{seed}": f"fresh, seed {seed}" for seed in (5, 6, 7, 8, 9, 10, 12)}
INTRODUCTION = """# Mutants: does a test notice?

Written by `make mutants` (`python -m tests.mutants`); do not edit. Each fault below was made in a
scratch copy of the repository, one at a time, and met the tests that should know of it
(`sensing.py`: those of its file first, then wider ones). *Drawn* faults come from the operators of
`operators.py` by a seed, equally many from each room; *chosen* ones from `chosen.toml`. A fault in
a taught function would also be noticed by the comparison with its notebook: that test is left out,
as it says nothing about faults that are on the page as well. "Noticed" counts tests that fail and
time limits that are passed.

The first run met the tests as they were before any of them was written for it, and stays as it was.
A fault whose line has been rewritten since is drawn anew, so the two runs differ in a few faults.
What let a fault through at first was a test that was missing, or one that `sensing.py` did not
name: both were mended, and each survivor was tried again. Fresh faults are drawn by other seeds,
later, and each seed meets the tests as they are before anybody has seen its faults: that is the
rate to expect of faults by somebody else. Tests were written for their survivors, too, so that the
next seed should fare better; the table keeps what was measured.
"""


def write(folder):
    """Bring README.md up to date; returns its text."""
    kept = {name: folder / "runs" / f"{name}.json" for name in HEADS}
    kept = {name: json.loads(path.read_text(encoding="utf-8"))
            for name, path in kept.items() if path.exists()}  # fmt: skip
    runs = {name: run["tried"] for name, run in kept.items()}
    table = folder / "explained.toml"
    said = tomllib.loads(table.read_text(encoding="utf-8")) if table.exists() else {}
    explained = {(row["file"], row["old"], row["new"]): row for row in said.get("fault", ())}
    parts = [INTRODUCTION, _how_far(kept), _rates(runs, explained)]
    final = runs.get("last") or runs.get("first") or []
    parts.append(_survivors("Not noticed in the end, and why", final, explained))
    for name in sorted(runs.keys() - {"first", "last"}):
        parts.append(_survivors(f"Not noticed among those {HEADS[name]}", runs[name], explained))
    if "last" in runs:
        parts.append(_survivors("Not noticed in the first run", runs["first"], {}))
    text = "\n".join(parts)
    (folder / "README.md").write_text(text, encoding="utf-8")
    return text


def _how_far(kept):
    """Whether each run was whole: a rate of a part says so."""
    said = []
    for name, run in kept.items():
        tried, of = len(run["tried"]), run["of"]
        part = f"{tried} faults, all" if tried == of else f"stopped after {tried} of {of} faults"
        said.append(f"{HEADS[name]}: {part}")
    return f"Tried: {'; '.join(said)}.\n"


def _rates(runs, explained):
    rows = collections.defaultdict(dict)
    for run, results in runs.items():
        for result in results:
            names = [result["kind"], f"{result['kind']}: {sensing.room(result['file'])}", "all"]
            said = explained.get((result["file"], result["old"], result["new"]), {})
            if not said.get("equivalent"):
                names.append("all that change anything")
            for row in names:
                rows[row].setdefault(run, []).append(result["outcome"] != "survived")
    lines = ["## Rates", "", "| faults | " + " | ".join(HEADS[run] for run in runs) + " |",
             "|---|" + "---|" * len(runs)]  # fmt: skip
    for row in sorted(rows, key=lambda name: (not name.startswith("all"), name)):
        cells = []
        for run in runs:
            found = rows[row].get(run, [])
            share = f"{100 * sum(found) / len(found):.0f} %" if found else ""
            cells.append(f"{sum(found)} of {len(found)} ({share})" if found else "")
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _survivors(title, results, explained):
    rows = [result for result in results if result["outcome"] == "survived"]
    lines = [f"## {title}", ""] + ([] if rows else ["None.", ""])
    for row in rows:
        said = explained.get((row["file"], row["old"], row["new"]), {})
        why = f": *{'equivalent, ' * said.get('equivalent', False)}{said['why']}*" if said else ""
        lines += [f"* `{row['file'].removeprefix('lecture_utils/')}`, {row['operator']}{why}"]
        lines += ["  ```", *(f"  - {line}" for line in row["old"].splitlines())]
        lines += [*(f"  + {line}" for line in row["new"].splitlines()), "  ```"]
    return "\n".join([*lines, ""])
