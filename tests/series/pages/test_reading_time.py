"""The minutes that each opening states are those of its page."""

import pytest

from tests.series.specimens import code, prose, small
from tools import notebooks, reading_time


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_the_opening_states_the_minutes_of_the_page(path):
    notebook = notebooks.read(path)
    stated = reading_time.PLACE.findall(notebook.cells[0].source)
    assert stated == [reading_time.sentence(notebook)], f"run python -m tools.save {path}"


@pytest.mark.parametrize("path", notebooks.PATHS, ids=lambda path: path.stem)
def test_each_exercise_states_its_minutes(path):
    found = list(reading_time.exercises(notebooks.read(path)))
    assert len(found) >= 4
    assert not [where for where, _, stated in found if stated is None]


def book(words=0, lines=0, further=0, tasks=()):
    cells = [prose("# 1\nAbout <!-- reading time -->9<!-- / -->."), prose("word " * words)]
    cells += [code("x = 1\n" * 70, tags=["setup"]), code("x = 1  # a comment\n\n" * lines)]
    for minutes in tasks:
        cells += [prose(f"### Exercise 1 ★☆☆ ({minutes} min) · Count"), prose("Now.")]
        cells += [code("answer = ...", tags=["exercise"]), prose("word " * 999, "solution")]
    return small(*cells, prose("word " * further, "go-further"))


@pytest.mark.parametrize(
    "page, expected",
    [
        (book(words=1500), (10, 0, 0)),
        (book(lines=70), (10, 0, 0)),
        (book(words=1500, lines=70), (20, 0, 0)),
        (book(words=1500, further=3000), (10, 0, 20)),
        (book(words=1500, tasks=[4, 7]), (10, 11, 0)),
        (book(words=1), (5, 0, 0)),
    ],
)
def test_minutes_of_made_up_pages(page, expected):
    assert reading_time.minutes(page) == expected


def test_an_exercise_of_go_further_counts_there():
    page = book(words=1500, tasks=[4])
    page.cells += [prose("### Exercise 2 (20 min)", "go-further"),
                   code("answer = ...", tags=["exercise", "go-further"])]  # fmt: skip
    assert reading_time.minutes(page) == (10, 4, 20)
    assert reading_time.sentence(page) == (
        "10 minutes for the core, 4 for its exercises, 20 for *Go further*"
    )


def test_an_exercise_without_minutes_is_found():
    page = book(tasks=[4])
    page.cells.append(code("second = ...", tags=["exercise"]))
    with pytest.raises(ValueError, match=r"second = \.\.\..*must end with \(… min\)"):
        reading_time.minutes(page)


def test_the_minutes_are_written_in_their_place():
    page = book(words=1500)
    reading_time.write_reading_time(page)
    assert "About <!-- reading time -->10 minutes for the core<!-- / -->." in page.cells[0].source
