"""The plan for a class says what the pages say."""

import re

from tests.series.specimens import code, prose, small
from tools import classroom, notebooks, reading_time


def test_the_plan_is_that_of_the_pages():
    text = classroom.PAGE.read_text(encoding="utf-8")
    [written] = classroom.PLACE.findall(text)
    assert written == classroom.plan(), "run python -m tools.classroom"


def test_each_notebook_and_each_exercise_is_in_the_plan():
    plan = classroom.plan()
    for path in notebooks.PATHS:
        assert f"({path.name})" in plan
        rows = "".join(" ".join(row) for row in classroom.rows(path))
        stated = re.findall(
            r"^### .*\((\d+) min\)",
            "\n".join(cell.source for _, cell in notebooks.cells(notebooks.read(path), "markdown")),
            re.M,
        )
        in_rows = re.findall(r"\d+ \((\d+)\)", rows)
        assert sorted(in_rows) == sorted(stated), path.name


def test_nine_time_stamps_in_order_then_the_epilogue():
    stamps = [next(classroom.rows(path))[0] for path in notebooks.PATHS]
    assert stamps[:9] == sorted(set(stamps[:9])) and set(stamps[9:]) == {"epilogue"}


def test_sections_are_cut_where_a_heading_stands():
    page = small(prose("# 1 · A\n*from 00:01:02*"), prose("## One\n" + "word " * 300),
                 prose("end.\n\n## Two\n### Exercise 1 ★☆☆ (4 min)\nDo."),
                 code("answer = ...", tags=["exercise"]),
                 prose("### Cage 2 ★★☆ (5 min)"))  # fmt: skip
    found = {heading: cells for heading, cells in classroom.sections(page)}
    assert list(found) == ["One", "Two"] and "end." in found["One"][-1].source
    assert classroom.tasks(found["Two"]) == "1 (4), Cage 2 (5)"
    assert classroom.tasks(found["One"]) == ""


def test_the_citation_names_the_version_of_the_project():
    import tomllib

    project = tomllib.loads((notebooks.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = project["project"]["version"]
    cited = (notebooks.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f'version: "{version}"' in cited
    [day] = re.findall(r'^date-released: "(.*)"$', cited, re.M)
    changes = (notebooks.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {version} ({day})\n" in changes


def test_the_readme_says_how_long_the_series_takes():
    """Its sentence is about; half an hour beside it, and it is to be written anew."""
    text = " ".join((notebooks.ROOT / "README.md").read_text(encoding="utf-8").split())
    assert (
        "The core of the nine notebooks takes about six hours of reading and four and a half of "
        'exercises, their "Go further" parts three hours more; the core of the epilogue\'s two, '
        "another two hours."
    ) in text
    each = [reading_time.minutes(notebooks.read(path)) for path in notebooks.PATHS]
    reading, exercises, further = (sum(column) for column in zip(*each[:9], strict=True))
    epilogue = sum(core + tasks for core, tasks, _ in each[9:])
    for minutes, hours in ((reading, 6), (exercises, 4.5), (further, 3), (epilogue, 2)):
        assert abs(minutes / 60 - hours) <= 0.5, (minutes, hours)
