"""Records: what tests draw and are told, as lines of text, kept in a file beside them.

A test whose lines differ from its record fails. What changed on purpose gets a new record, to be
read like any other change: RECORD=1 python -m pytest tests/ROOM
For tests/experiments a second step marks what another processor finds otherwise:
RECORD=again ATEN_CPU_CAPABILITY=default python -m pytest tests/experiments
"""

import os
import re
from pathlib import Path

HEAD, BEHIND = "== ", "  …"
COMPARED_ONLY = "test_another_input"  # asserts nothing else: it has to be heard or drawn
NUMBER = re.compile(r"(?<![#\w])-?\d+\.?\d*(?:e[+-]?\d+)?")  # not those within colours


class Records:
    """The records of the tests of one folder.

    folder : where they are kept, a file for each file of tests
    head   : a line that each file begins with, such as the version of what drew
    differences : function of (lines before, lines after, whether the heads are the same)
    """

    def __init__(self, folder, head, differences):
        self.folder, self.head, self.differences = folder, head, differences
        self.kept, self.modules = {}, {}

    def read(self, stem):
        """{name of a test: its lines} of one file; under "" the head it was recorded with."""
        path, found = self.folder / f"{stem}.txt", {}
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else ["none"]
        name = ""
        for line in lines:
            if line.startswith(HEAD):
                name = line.removeprefix(HEAD)
            else:
                found.setdefault(name, []).append(line)
        return found

    def of(self, item):
        """The lines kept of a test, a pytest item."""
        stem = Path(item.path).stem.removeprefix("test_")
        return self.kept.setdefault(stem, self.read(stem)).get(item.name, [])

    def compare(self, item, lines):
        """Fail where the lines of a test, a pytest item, are not those of its record."""
        before = self.of(item)
        stem = Path(item.path).stem.removeprefix("test_")
        kept = self.kept[stem]
        if item.name.partition("[")[0] == COMPARED_ONLY:
            assert lines, "nothing was heard or drawn, so nothing is compared"
        if "RECORD" in os.environ:
            self.modules[stem] = item.module
            kept[item.name] = self._renewed(before, lines, kept.get("") == [self.head])
            return
        changed = self.differences(before, lines, kept[""] == [self.head])
        assert not changed, f"not as in {self.folder.name}/{stem}.txt. {__doc__}\n" + "\n".join(
            f"- {before}\n+ {after}" for before, after in changed[:5]
        )

    def _renewed(self, before, lines, same_head):
        """The new lines; where nothing changed, a line as it was, what varies marked in it."""
        if not same_head:
            return lines
        old = [*before, *len(lines) * [""]]
        return [other if self.differences([one], [other]) else one
                for one, other in zip(old, lines, strict=False)]  # fmt: skip

    def write(self, session):
        """Keep what was recorded; a test that is no more leaves no record.

        session : pytest's; where all tests of a file were collected, a case that is gone is seen
        """
        if "RECORD" not in os.environ:
            return
        self.folder.mkdir(exist_ok=True)
        whole, there = is_whole(session.config), {}
        for item in session.items:
            there.setdefault(Path(item.path).stem.removeprefix("test_"), set()).add(item.name)
        for stem, module in self.modules.items():
            here = {name: lines for name, lines in self.kept[stem].items()
                    if lines and hasattr(module, name.partition("[")[0])
                    and (not whole or name in there[stem])}  # fmt: skip
            text = "".join(f"{HEAD}{name}\n" + "".join(f"{line}\n" for line in lines)
                           for name, lines in sorted(here.items()))  # fmt: skip
            path = self.folder / f"{stem}.txt"
            path.unlink(missing_ok=True)
            if text:
                path.write_text(f"{self.head}\n{text}", encoding="utf-8")


def is_whole(config):
    """Whether files were named, not tests of theirs, and none was left out."""
    chosen = (config.getoption(name, None) for name in ("keyword", "markexpr", "deselect"))
    return not any(chosen) and not any("::" in argument for argument in config.args)


def pairs(before, after):
    """[(line before, line after)], place by place; "" for a missing line."""
    for place in range(max(len(before), len(after))):
        yield (
            before[place] if place < len(before) else "",
            after[place] if place < len(after) else "",
        )
