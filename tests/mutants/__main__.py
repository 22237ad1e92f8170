"""Breaks the package on purpose, one line at a time, and counts which faults the tests notice.

    python -m tests.mutants --write last                       all faults, and README.md beside this
    python -m tests.mutants --seed 5 --drawn 60                other faults, only drawn: printed
    python -m tests.mutants --only chosen --file corpus        a part

Faults are of two kinds: drawn by a seed from the operators in operators.py, equally many from each
room of lecture_utils, and chosen by hand in chosen.toml. Each is made in a scratch copy, never in
this checkout, and meets the tests that sensing.py names. explained.toml says why a survivor may
live. Not part of `make test`; under an hour on two quiet cores.
"""

import argparse
import collections
import io
import json
import os
import queue
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import tomllib
from pathlib import Path

from tests.mutants import operators, report, sensing

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SEED = 17


def main(arguments=None):
    options = parse(arguments)
    every = drawn(ROOT / "lecture_utils", options.drawn, options.seed)
    if options.seed == SEED:  # with another seed they would be the same again
        every += chosen(HERE / "chosen.toml", ROOT)
    faults = [fault for fault in every if options.file in fault["file"]
              and options.only in (None, fault["kind"])]  # fmt: skip
    if options.list:
        for fault in faults:
            print(f"{fault['file']}:{fault['line']} {fault['operator']}\n    {fault['old']}\n"
                  f"    {fault['new']}")  # fmt: skip
        return
    path = HERE / "runs" / f"{options.write or 'unnamed'}.json"
    before, there = [], set(map(key, every))
    if options.file or options.only or options.go_on:
        before = [result for result in stored(path)["tried"] if key(result) in there]
    done = {key(result) for result in before} if options.go_on else ()
    faults = [fault for fault in faults if key(fault) not in done]

    def keep(results):
        if options.write:
            path.parent.mkdir(exist_ok=True)
            rows = {key(result): json.dumps(result, ensure_ascii=False)
                    for result in [*before, *results]}  # fmt: skip
            text = f'{{"of": {len(every)}, "tried": [\n' + ",\n".join(rows.values()) + "\n]}\n"
            path.write_text(text, encoding="utf-8")

    results = run(faults, keep, options)
    for result in results:
        if result["outcome"] == "survived":
            print(f"survived {result['file']}:{result['line']} {result['operator']}\n"
                  f"    {result['old']}\n    {result['new']}")  # fmt: skip
    print(rate(results))
    keep(results)
    if options.write:
        report.write(HERE)


def parse(arguments):
    look = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m tests.mutants", None, __doc__, formatter_class=look)
    parser.add_argument("--drawn", type=int, default=120, help="number of faults drawn")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", choices=("drawn", "chosen"))
    parser.add_argument("--file", default="", help="only files whose path contains this")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--factor", type=float, default=3, help="of a file's usual time: the limit")
    parser.add_argument("--tests", metavar="REVISION", help="with the tests of an older commit")
    parser.add_argument("--trust", action="store_true", help="tests are green: do not look first")
    parser.add_argument("--go-on", action="store_true", help="after an interruption of --write")
    parser.add_argument("--list", action="store_true", help="print the faults, run nothing")
    parser.add_argument("--write", metavar="NAME", help="keep the results in runs/NAME.json")
    return parser.parse_args(arguments)


def drawn(package, number, seed):
    """`number` faults, equally many a room, then a file; the same for the same files and seed.

    A file's faults depend on its own text and the list of files, so that a change elsewhere leaves
    them. An operator is drawn before a place: rare operators are met as often as common ones.
    """
    rooms = collections.defaultdict(list)
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package.parent).as_posix()
        if operators.faults(path.read_text(encoding="utf-8")):
            rooms[sensing.room(name)].append(path)
    found = []
    for place, (room, files) in enumerate(sorted(rooms.items())):
        wanted = number // len(rooms) + (place < number % len(rooms))
        random.Random(f"{seed} {room}").shuffle(files)
        for turn, path in enumerate(files):
            share = wanted // len(files) + (turn < wanted % len(files))
            found += _from_file(path, package.parent, share, seed)
    return found


def _from_file(path, root, number, seed):
    source, name = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
    by_operator = collections.defaultdict(list)
    for fault in operators.faults(source, pictures="figures/" in name):
        by_operator[fault.operator].append(fault)
    draw, found = random.Random(f"{seed} {name}"), []
    while len(found) < number and by_operator:
        operator = draw.choice(sorted(by_operator))
        fault = by_operator[operator].pop(draw.randrange(len(by_operator[operator])))
        if not by_operator[operator]:
            del by_operator[operator]
        try:
            compile(fault.applied(source), name, "exec")
        except SyntaxError:
            continue
        old, new = fault.lines(source)
        found.append({"kind": "drawn", "file": name, "line": fault.line, "operator": operator,
                      "old": old, "new": new, "text": fault.applied(source)})  # fmt: skip
    return found


def chosen(table, root):
    """The faults of chosen.toml; each of its old texts must occur once in its file, and fit."""
    rows, wrong, found = tomllib.loads(table.read_text(encoding="utf-8"))["fault"], [], []
    for row in rows:
        path = root / "lecture_utils" / row["file"]
        source = path.read_text(encoding="utf-8") if path.exists() else ""
        many = source.count(row["old"])
        if many != 1:
            wrong.append(f"{row['file']}: occurs {many} times, expected once: {row['old']!r}")
            continue
        text = source.replace(row["old"], row["new"])
        try:
            compile(text, row["file"], "exec")
        except SyntaxError as error:
            wrong.append(f"{row['file']}: {row['new']!r} is no Python: {error}")
        line = source[: source.index(row["old"])].count("\n") + 1
        found.append({"kind": "chosen", "file": f"lecture_utils/{row['file']}", "line": line,
                      "operator": row["breaks"], "old": row["old"], "new": row["new"],
                      "text": text})  # fmt: skip
    if wrong:
        raise SystemExit("chosen.toml does not fit the code any more:\n  " + "\n  ".join(wrong))
    return found


def run(faults, keep, options):
    """Try each fault; returns [{…, outcome: "killed", "timeout" or "survived", by, seconds}].

    keep    : called with the results so far, after each
    options : as `parse` returns them
    """
    began = time.monotonic()
    left, results = queue.Queue(), []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees = [Path(folder) / f"tree{number}" for number in range(options.workers)]
        helpers = [Worker(tree, options.tests) for tree in trees]
        tests = {fault["file"]: sensing.tests_for(fault["file"], trees[0]) for fault in faults}
        if without := sorted(file for file, found in tests.items() if not found):
            raise SystemExit(f"no tests are named for {', '.join(without)}: see sensing.py")
        names = sorted({one for found in tests.values() for one in found})
        usual = dict.fromkeys(names, 6) if options.trust else _without_fault(helpers, names)
        for fault in faults:
            left.put(fault)
        threads = [threading.Thread(target=_work, args=(helper, left, results, tests, usual,
                                                        options.factor, keep, len(faults), began))
                   for helper in helpers]  # fmt: skip
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for helper in helpers:
            helper.end()
    order = {key(fault): place for place, fault in enumerate(faults)}
    return sorted(results, key=lambda result: order[key(result)])


def _without_fault(helpers, tests):
    """{test file: its usual seconds}; ends the program when a test fails without any fault."""
    usual, red, left = {}, [], queue.Queue()
    for one in tests:
        left.put(one)

    def measure(helper):
        while True:
            try:
                one = left.get_nowait()
            except queue.Empty:
                return
            said = helper.ask([one], 300, keep_code=True)
            usual[one] = said["seconds"]
            print(f"without a fault: {one} {said['seconds']} s", flush=True)
            if said["code"]:
                red.append(f"{one}: {said['failed']}")

    threads = [threading.Thread(target=measure, args=(helper,)) for helper in helpers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if red:
        raise SystemExit("red without any fault, so that nothing can be told:\n" + "\n".join(red))
    return usual


def _work(helper, left, results, tests, usual, factor, keep, number, began):
    while True:
        try:
            fault = left.get_nowait()
        except queue.Empty:
            return
        names = tests[fault["file"]]
        ordered = [names[0], *sorted(names[1:], key=usual.get)]  # the mirror, then the fastest
        said = helper.try_fault(fault, ordered, 10 + factor * sum(usual[one] for one in ordered))
        outcome = {0: "survived", -1: "timeout"}.get(said["code"], "killed")
        result = {name: value for name, value in fault.items() if name != "text"}
        results.append(result | {"outcome": outcome, "by": said["failed"],
                                 "seconds": said["seconds"]})  # fmt: skip
        keep(results)
        print(f"{len(results)}/{number} {time.monotonic() - began:.0f} s {outcome} {fault['file']}:"
              f"{fault['line']} {fault['operator']} ({said['seconds']} s) {said['failed'][:110]}",
              flush=True)  # fmt: skip


class Worker:
    """A scratch copy of the checkout, and a process that runs tests in it."""

    def __init__(self, tree, revision=None):
        self.tree = tree
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
                                capture_output=True, check=True, text=True).stdout  # fmt: skip
        for name in filter(None, listed.split("\0")):
            source, target = ROOT / name, tree / name
            if source.is_file() and not source.is_symlink():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target)
        if revision:  # the tests as they were then, and all of today's rest
            shutil.rmtree(tree / "tests")
            command = ["git", "archive", "--format=tar", revision, "tests"]
            tests = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
            with tarfile.open(fileobj=io.BytesIO(tests)) as archive:
                archive.extractall(tree, filter="data")
        self.process = subprocess.Popen([sys.executable, HERE / "warm.py"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        cwd=tree, env=_environment())  # fmt: skip

    def ask(self, tests, seconds, keep_code=False):
        job = {"tree": str(self.tree), "tests": tests, "seconds": seconds, "keep_code": keep_code}
        print(json.dumps(job), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def try_fault(self, fault, tests, seconds):
        path = self.tree / fault["file"]
        before = path.read_text(encoding="utf-8")
        path.write_text(fault["text"], encoding="utf-8")
        for code in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            code.unlink()  # and no new one is written: what runs is the text
        try:
            return self.ask(tests, seconds)
        finally:
            path.write_text(before, encoding="utf-8")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def _environment():
    return os.environ | {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def key(result):
    return f"{result['kind']} {result['file']} {result['operator']} {result['old']} {result['new']}"


def stored(path):
    """{"of": the number of faults of a run, "tried": the results so far}, as kept in runs/."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"tried": []}


def rate(results):
    caught = sum(result["outcome"] != "survived" for result in results)
    return f"{caught} of {len(results)} noticed ({100 * caught / max(1, len(results)):.1f} %)"


if __name__ == "__main__":
    main()
