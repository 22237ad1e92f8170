"""A lexicon that somebody edited: it is read, or the file, line and column are named."""

import random

import pytest

from lecture_utils.corpus import lexicon
from lecture_utils.corpus.lexicon import entries, read_lexicon
from lecture_utils.paths import data_path

TEXT = data_path("lexicon.csv").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
CAT = next(number for number, line in enumerate(LINES, start=1) if line.startswith("cat,noun"))


def edited(path, change):
    """Write the lexicon with one line changed, or the whole text; return its path."""
    lines = LINES.copy()
    text = change(lines)
    content = "\n".join(lines) + "\n" if text is None else text
    (path / "mine.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return path / "mine.csv"


def cell(column, value, number=CAT):
    """A change of one cell of a line that holds no quotation mark."""

    def change(lines):
        cells = lines[number - 1].split(",")
        cells[lines[0].split(",").index(column)] = value
        lines[number - 1] = ",".join(cells)

    return change


def without_column(lines):
    at = lines[0].split(",").index("gender")
    lines[:] = [",".join(c for n, c in enumerate(line.split(",")) if n != at) for line in lines]


def replaced(number, old, new):
    def change(lines):
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new)

    return change


@pytest.mark.parametrize(
    "change, says",
    [
        (without_column, "line 1, column gender: expected once, got 0"),
        (replaced(1, "gender", "sex"), "line 1, column sex: no column has this name"),
        (replaced(1, "french,", "english,"), "line 1, column english: expected once, got 2"),
        (lambda lines: TEXT.replace(",", ";"), "line 1, column english: .* commas .* got ';'"),
        (lambda lines: TEXT.replace(",", "\t"), "line 1, column english: expected commas"),
        (replaced(CAT, ",", ";"), f"line {CAT}, column english: expected {{n}} cells .* got 1: "),
        (replaced(CAT, "chat,", "chat, minou,"), f"line {CAT}, column .*: expected {{n}} cells"),
        (lambda lines: lines.append(LINES[CAT - 1]), f"the row of 'cat' stands in line {CAT} alr"),
        (lambda lines: lines.append(LINES[CAT - 1].replace("yes", "")), "'cat' stands in line"),
        (cell("gender", "x"), f"line {CAT}, column gender: expected one of '', 'm', 'f', got 'x'"),
        (cell("gender", ""), f"line {CAT}, column gender: a noun needs one, got none"),
        (cell("part", "nuon"), f"line {CAT}, column part: expected one of .*, got 'nuon'"),
        (cell("core", "Yes"), f"line {CAT}, column core: expected one of '', 'yes', got 'Yes'"),
        (cell("countable", "two"), f"line {CAT}, column countable: expected one of"),
        (cell("french", " "), f"line {CAT}, column french: a noun needs one"),
        (cell("english", ""), f"line {CAT}, column english: a noun needs one"),
        (cell("partner", "catt"), f"line {CAT}, column partner: 'catt' has no row"),
        (cell("present", "va vas"), f"line {CAT}, column present: expected 5 forms or none"),
        (replaced(CAT, "cat,", '"cat,'), "line [0-9]+: unexpected end of data"),
        (lambda lines: lines.insert(CAT - 1, ""), f"line {CAT}, column english: .* got 0"),
        (lambda lines: "", " is empty: expected a line"),
        (lambda lines: lines[0] + "\n", " is empty: expected a line"),
        (lambda lines: TEXT.encode("utf-16"), "line 1: expected UTF-8 text, got the byte 0xff"),
        (lambda lines: TEXT.encode("latin-1", "replace"), "line [0-9]+: expected UTF-8 text"),
    ],
)  # fmt: skip
def test_an_edit_is_named_with_its_file_line_and_column(tmp_path, change, says):
    says = says.replace("{n}", str(len(LINES[0].split(","))))
    with pytest.raises(ValueError, match=f"mine.csv.*{says}"):
        read_lexicon(edited(tmp_path, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: TEXT,
        lambda lines: "\ufeff" + TEXT,  # as spreadsheets save it
        lambda lines: TEXT.replace("\n", "\r\n"),
        lambda lines: TEXT.rstrip("\n"),
    ],
    ids=["as it is", "byte order mark", "windows", "no last line end"],
)
def test_other_dress_is_read_as_the_same_words(tmp_path, change):
    found = read_lexicon(edited(tmp_path, change))
    assert [repr(word) for word in found] == [repr(word) for word in entries()]


def line_of(part):
    """The number of the first plain row of a part of speech, core words first."""
    rows = [number for number, line in enumerate(LINES, start=1)
            if line.split(",")[1] == part and '"' not in line]  # fmt: skip
    return rows[0]


@pytest.mark.parametrize("column", lexicon.CHOICES)
def test_each_column_with_a_choice_is_looked_at(tmp_path, column):
    with pytest.raises(ValueError, match=f"mine.csv, line {CAT}, column {column}: .* got 'x!'"):
        read_lexicon(edited(tmp_path, cell(column, "x!")))


@pytest.mark.parametrize(
    "part, column", [(part, column) for part in lexicon.NEEDED for column in lexicon.NEEDED[part]]
)
def test_each_cell_that_a_word_needs_is_asked_for(tmp_path, part, column):
    says = f"mine.csv, line {line_of(part)}, column {column}: a {part} needs one, got none"
    with pytest.raises(ValueError, match=says):
        read_lexicon(edited(tmp_path, cell(column, "", line_of(part))))


def test_what_is_needed_and_what_names_others_is_as_it_was():
    assert [len(lexicon.NEEDED[part]) for part in ("noun", "verb", "adjective")] == [3, 3, 3]
    assert len(lexicon.CHOICES) == 8 and len(lexicon.NAMING) == 8 and len(lexicon.GRAMMAR) == 6


@pytest.mark.parametrize("column", lexicon.NAMING)
def test_a_name_without_a_row_is_found_in_each_column(tmp_path, column):
    with pytest.raises(ValueError, match=f"line {CAT}, column {column}: 'catt' has no row"):
        read_lexicon(edited(tmp_path, cell(column, "catt")))


@pytest.mark.parametrize("word", lexicon.GRAMMAR)
def test_a_table_without_a_word_of_the_grammar_is_refused(tmp_path, word):
    start = f"{word},{lexicon.GRAMMAR[word]},"

    def drop(lines):
        lines[:] = [line for line in lines if not line.startswith(start)]

    with pytest.raises(ValueError, match=f"mine.csv, line [0-9]+, column .*'{word}'"):
        read_lexicon(edited(tmp_path, drop))


def test_wherever_the_table_is_cut_it_is_noticed(tmp_path):
    content = TEXT.encode()
    ends = [at for at, byte in enumerate(content[:-1]) if byte == ord("\n")]
    places = [len(content) // 2, *random.Random(0).sample(range(len(content) - 1), 20)]
    for place in [*places, *(end + 1 for end in ends[:: len(ends) // 20]), ends[-1] + 1]:
        path = edited(tmp_path, lambda lines, place=place: content[:place])
        with pytest.raises(ValueError, match="mine.csv"):
            read_lexicon(path)


def test_what_the_grammar_reads_is_checked_so(tmp_path, monkeypatch):
    path = edited(tmp_path, cell("gender", "x"))
    monkeypatch.setattr(lexicon, "data_path", lambda name: path)
    with pytest.raises(ValueError, match="column gender"):
        lexicon._table.__wrapped__()
