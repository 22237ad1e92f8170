"""The package has rooms: imports point one way between them, and no room is crowded."""

import itertools

import pytest

from lecture_utils import experiments, figures
from lecture_utils.paths import ROOT
from tests.house import rooms

PACKAGE = ROOT / "lecture_utils"

# Highest first. A room imports from lower floors only, never from its own; inside a room there
# is no order, and no circle. Imports under TYPE_CHECKING count: a reader follows them too.
FLOORS = [
    row.split()
    for row in (
        "checks",
        "experiments",
        "machine translate pretrained embeddings",
        "corpus recurrent training",
        "figures tokenizer transformer",
        "attention byte_pairs positions metrics geometry",
        "guards paths",
    )
]
DOORS = ("corpus",)  # outside these folders only what their __init__ offers is imported


def test_imports_point_to_lower_floors():
    assert not list(rooms.wrong_ways(rooms.modules(PACKAGE), FLOORS))


def test_there_is_no_circle():
    assert not list(rooms.circles(rooms.modules(PACKAGE)))


def test_a_room_with_a_door_is_entered_by_it():
    assert not list(rooms.windows(rooms.modules(PACKAGE), DOORS))


def test_no_folder_is_crowded_and_no_file_is_long():
    assert not list(rooms.crowds(PACKAGE))


def test_the_tests_and_programs_are_short_too():
    assert not list(rooms.crowds(ROOT / "tools"))
    assert not list(rooms.crowds(ROOT / "tests", rooms=14))  # a folder for each room, and more


def test_each_file_has_a_subject():
    files = [path for name in ("lecture_utils", "tests", "tools")
             for path in (ROOT / name).rglob("*.py")]  # fmt: skip
    assert len(files) > 50
    for path in files:
        assert path.stem not in ("util", "utils", "helpers", "misc", "common"), path


def test_no_name_of_a_file_is_given_twice():
    for name in ("lecture_utils", "tools"):
        for path in (ROOT / name).rglob("*.py"):
            found = rooms.given_twice(path.read_text(encoding="utf-8"))
            assert not found, f"{path.relative_to(ROOT)}: {', '.join(found)}"


@pytest.mark.parametrize(
    "source, found",
    [
        ("FINE = 2\n\ndef draw(): ...\n\nFINE = 4", ["FINE"]),
        ("A, B = 1, 2\nB = 3", ["B"]),
        ("A: int = 1\n[C, *A] = 1, 2", ["A"]),
        ("def f(): ...\nf = 2\nclass f: ...", ["f"]),
        ("from os import path as A\nA = 1", ["A"]),
        ("A = 1\nA += 1\ndef f():\n    A = 2", []),
        ("try:\n    import fcntl\nexcept ImportError:\n    fcntl = None", []),
        ("a.b = 1\na.b = 2\nc[0] = 1\nc[0] = 2", []),
    ],
)
def test_a_name_given_twice_is_found(source, found):
    assert rooms.given_twice(source) == found


# Each rule on the package itself, broken in each of its places once.

SOURCES = rooms.modules(PACKAGE)
HIDDEN = "if TYPE_CHECKING:\n    "


def with_line(name, line, *others):
    """The package with one line more in a file; texts are kept of this file and of `others`."""
    blank = dict.fromkeys(SOURCES, "")
    kept = {one: SOURCES[one] for one in (name, *others)}
    return blank | kept | {name: f"{SOURCES[name]}\n{line}\n"}


def test_an_import_from_the_same_floor_or_a_higher_one_is_noticed_in_every_room():
    floor = {room: number for number, row in enumerate(FLOORS) for room in row}
    first = {rooms.room(name): name for name in reversed(SOURCES) if name}
    assert set(first) == set(floor)
    for (room, name), other in itertools.product(first.items(), floor):
        for hidden in ("", HIDDEN):
            line = f"{hidden}import lecture_utils.{other}"
            found = list(rooms.wrong_ways(with_line(name, line), FLOORS))
            wrong = room != other and floor[other] <= floor[room]
            assert found == [
                f"{name} must not import {other}: it is not on a lower floor"] * wrong  # fmt: skip
    for name in filter(None, SOURCES):
        assert list(rooms.wrong_ways(with_line(name, "import lecture_utils"), FLOORS)), name


def test_a_room_without_a_floor_is_noticed():
    for row in FLOORS:
        for room in row:
            floors = [[one for one in other if one != room] for other in FLOORS]
            found = list(rooms.wrong_ways(dict.fromkeys(SOURCES, ""), floors))
            assert any(line.endswith(f"the room {room} has no floor") for line in found), room


def test_an_import_back_is_noticed_wherever_one_file_imports_another():
    tried = 0
    for name in SOURCES:
        for other in rooms.imported(name, SOURCES):
            if name and other and rooms.room(name) == rooms.room(other):
                back = f"{HIDDEN}from lecture_utils import {name}"
                if "." in name:
                    back = f"{HIDDEN}from lecture_utils.{name} import x"
                assert list(rooms.circles(with_line(other, back, name))), (name, other)
                tried += 1
    assert tried > 40


def test_a_climb_past_a_door_is_noticed_in_every_file_outside():
    for name in SOURCES:
        if name and rooms.room(name) not in DOORS:
            found = list(rooms.windows(with_line(name, "import lecture_utils.corpus.pair"), DOORS))
            assert found == [f"{name} climbs into corpus.pair: import from corpus"]


# Each rule on made-up trees.


def tree(**sources):
    """{module: source} of a package with the rooms high, middle (a folder), twin and low."""
    base = {"": "", "high": "", "middle": "", "middle.one": "", "middle.two": "", "twin": ""}
    return base | {"low": ""} | {key.replace("__", "."): text for key, text in sources.items()}


THREE = [["high"], ["middle", "twin"], ["low"]]
UP = ["middle.one must not import high: it is not on a lower floor"]
BESIDE = ["middle.one must not import twin: it is not on a lower floor"]
DOOR = ["middle.one imports the package's door: import from the room itself"]


@pytest.mark.parametrize(
    "source, found",
    [
        ("from ..low import x", []),
        ("from .. import low", []),
        ("import lecture_utils.low", []),
        ("from lecture_utils.low import x", []),
        ("from . import two\nfrom .two import x", []),
        ("import numpy\nfrom os import path\nimport lecture_utilsx.high", []),
        ("from ..high import x", UP),
        ("from .. import low, high", UP),
        ("import lecture_utils.high as h", UP),
        ("from lecture_utils import high", UP),
        ("def f():\n    from ..high import x", UP),
        ("if TYPE_CHECKING:\n    from ..high import x", UP),
        ("if typing.TYPE_CHECKING:\n    import lecture_utils.high", UP),
        ("import importlib\nimportlib.import_module('lecture_utils.high')", UP),
        ("x = __import__('lecture_utils.high')", UP),
        ("from ..twin import x", BESIDE),
        ("from .. import show", DOOR),
        ("from lecture_utils import show", DOOR),
        ("import lecture_utils", DOOR),
    ],
)
def test_an_import_that_does_not_point_down_is_found(source, found):
    assert list(rooms.wrong_ways(tree(middle__one=source), THREE)) == found


def test_the_way_back_through_a_lower_room_is_found():
    found = list(rooms.wrong_ways(tree(low="from .middle.two import x"), THREE))
    assert found == ["low must not import middle.two: it is not on a lower floor"]
    found = list(rooms.wrong_ways(tree(middle="from ..high import x"), THREE))
    assert found == ["middle must not import high: it is not on a lower floor"]
    found = list(rooms.wrong_ways(tree(middle="from ..low import x\nfrom .one import y"), THREE))
    assert found == []


def test_the_package_s_own_door_may_open_every_room():
    assert not list(rooms.wrong_ways(tree(**{"": "from .high import x"}), THREE))


def test_a_room_without_a_floor_is_found():
    [first, second] = rooms.wrong_ways(tree(new="", middle__one="from ..new import x"), THREE)
    assert second == "new: the room new has no floor" and first.startswith("middle.one must not")


@pytest.mark.parametrize(
    "sources, found",
    [
        ({"middle__one": "from .two import x"}, []),
        (
            {"middle__one": "from .two import x", "middle__two": "from .one import y"},
            ["middle.one → middle.two → middle.one"],
        ),
        (
            {"middle__one": "from .two import x",
             "middle__two": "if TYPE_CHECKING:\n    from .one import y"},
            ["middle.one → middle.two → middle.one"],
        ),
        (
            {"middle": "from .one import x", "middle__one": "from . import y"},
            ["middle → middle.one → middle"],
        ),
        ({"high": "from .high import x"}, ["high → high"]),
        (
            {"high": "from . import twin",
             "twin": "from . import low", "low": "from .high import x"},
            ["high → twin → low → high"],
        ),
        ({"high": "from . import twin, low", "twin": "from . import low"}, []),
    ],
)  # fmt: skip
def test_a_circle_is_found(sources, found):
    assert list(rooms.circles(tree(**sources))) == found


def test_a_window_is_found():
    sources = tree(high="from .middle.one import x", low="from .middle import y",
                   middle__two="from .one import z")  # fmt: skip
    assert list(rooms.windows(sources, ["middle"])) == [
        "high climbs into middle.one: import from middle"
    ]


def test_crowds_are_found(tmp_path):
    def write(place, lines=1):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text("x = 1\n" * lines)

    for number in range(14):
        write(f"file_{number}.py")
        write(f"room_0/file_{number}.py", lines=350)
    for number in range(5):
        write(f"room_{number}/__init__.py")
    (tmp_path / "__pycache__").mkdir()
    assert not list(rooms.crowds(tmp_path))
    write("file_14.py")
    write("room_0/file_14.py")
    write("room_5/__init__.py", lines=351)
    assert list(rooms.crowds(tmp_path)) == [
        f"{tmp_path.name}/: 15 files beside __init__ (limit 14)",
        "room_0/: 15 files beside __init__ (limit 14)",
        f"{tmp_path.name}/: 6 folders (limit 5)",
        "room_5/__init__.py: 351 lines (limit 350)",
    ]


@pytest.mark.parametrize("room", [figures, experiments])
def test_a_room_says_what_is_missing(room, monkeypatch):
    with pytest.raises(AttributeError, match=f"{room.__name__} has no 'nothing'"):
        room.nothing  # noqa: B018

    def fail(name):  # a file that is there, and imports what is not
        raise ModuleNotFoundError("No module named 'seaborn'", name="seaborn")

    monkeypatch.setattr("importlib.import_module", fail)
    with pytest.raises(ModuleNotFoundError, match="seaborn"):
        room.__getattr__("reading")
