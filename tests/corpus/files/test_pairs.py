"""Pair files: what is read from them, and what each bad file is told."""

import gzip
import io
import lzma
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils import corpus
from lecture_utils.corpus import files as archives
from lecture_utils.corpus.files import read_text, stories
from lecture_utils.corpus.pair import natural_pairs, read_pairs
from lecture_utils.experiments import real_bert, real_translation
from lecture_utils.paths import data_path
from lecture_utils.tokenizer import split_words

GOOD = "The cat sleeps.\tLe chat dort.\nI see it!\tJe le vois !\n"


def tokens(pairs):
    return [(list(pair.english), list(pair.french)) for pair in pairs]


EXPECTED = [
    (["the", "cat", "sleeps", "."], ["le", "chat", "dort", "."]),
    (["i", "see", "it", "!"], ["je", "le", "vois", "!"]),
]


@pytest.fixture
def file(tmp_path):
    """Write bytes or text to a file, and return its path."""

    def write(content, name="pairs.tsv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def zipped(members):
    """The bytes of a zip archive with these members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # no time stamp: the bytes stand in test names, which parallel workers compare
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return data.getvalue()


@pytest.mark.parametrize(
    "content, name",
    [
        (GOOD, "pairs.tsv"),
        (GOOD.rstrip("\n"), "no_last_newline.txt"),
        (GOOD + "\n\n", "blank_lines_at_the_end.txt"),
        (GOOD.replace("\n", "\r\n"), "windows.txt"),
        ("\ufeff" + GOOD, "byte_order_mark.txt"),
        (GOOD.replace(".\n", ".\tCC-BY\t#1\n"), "extra_columns.txt"),
        (gzip.compress(GOOD.encode(), mtime=0), "pairs.tsv.gz"),
        (gzip.compress(GOOD.encode(), mtime=0), "gzip_under_another_name"),
        (zipped({"fra.txt": GOOD}), "pairs.zip"),
        (zipped({"fra.txt": GOOD, "about.txt": "No tab in here."}), "with_about.zip"),
        (zipped({"in/fra.TSV": GOOD, "in/notes.md": "a\tb", "logo.png": "\t"}), "with_others.zip"),
        (zipped({"fra.txt": GOOD, "__MACOSX/fra.txt": "\0\t", "._b.tsv": "\t"}), "mac.zip"),
    ],
)
def test_every_form_of_the_same_file_gives_the_same_pairs(file, content, name):
    path = file(content, name)
    before = path.read_bytes()
    assert tokens(read_pairs(path)) == tokens(read_pairs(str(path))) == EXPECTED
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [name], "something else was written"


def test_plain_text_that_begins_like_an_archive(file):
    [pair] = read_pairs(file("PK scores!\tPK marque !\n"))
    assert pair.english == ["pk", "scores", "!"]


def test_a_pair_read_from_a_file_has_no_alignment(file):
    assert [pair.alignment for pair in read_pairs(file(GOOD))] == [set(), set()]


@pytest.mark.parametrize(
    "content, name, message",
    [
        (
            "a b\tc d\nno tab here\n",
            "x.tsv",
            r"x.tsv, line 2: expected at least 2 columns.*got 1.*no tab",
        ),
        ("a\tb\n\nc\td\n", "x.tsv", "line 2: expected at least 2 columns"),
        ("a\tb\n \t c\n", "x.tsv", "line 2: the English side has no words"),
        ("a\tb\nc\t\n", "x.tsv", "line 2: the French side has no words"),
        ("a\t\tb\n", "x.tsv", "line 1: the French side has no words"),
        ("", "x.tsv", "x.tsv is empty: expected lines of at least 2 columns with a tab"),
        ("\ufeff\n \n", "x.tsv", "x.tsv is empty"),
        ("a\tb\rc\td\r", "x.tsv", "line 1: a line break of another kind"),
        ("a\tb\nc\té\n".encode("latin-1"), "x.tsv", "line 2: expected UTF-8 text.*0xe9"),
        (b"\xef\xbb\xbfa\tb\nc\t\xe9\n", "x.tsv", "line 2: expected UTF-8 text.*0xe9"),
        (GOOD.encode("utf-16"), "x.tsv", "line 1: expected UTF-8 text.*0xff"),
        (GOOD.encode("utf-16-be"), "x.tsv", "line 1: expected UTF-8 text, got a zero byte"),
        (
            gzip.compress(GOOD.encode("latin-1") + b"\xe9", mtime=0),
            "x.gz",
            "line 3: expected UTF-8",
        ),
        (gzip.compress(GOOD.encode(), mtime=0)[:-6], "x.gz", "x.gz is a damaged gzip file"),
        (gzip.compress(GOOD.encode(), mtime=0)[:14] + b"zzzzzzzzzzzz", "x.gz", "damaged gzip file"),
        (gzip.compress(GOOD.encode(), mtime=0)[:10] + b"\xff" * 20, "x.gz", "damaged gzip file"),
        (gzip.compress(GOOD.encode(), mtime=0)[:-8] + b"12345678", "x.gz", "damaged gzip file"),
        (GOOD, "x.gz", "x.gz is not a .gz archive"),
        (GOOD, "x.zip", "x.zip is not a .zip archive"),
        (zipped({"a.txt": GOOD})[:-30], "x.zip", "x.zip is a damaged zip file"),
        (zipped({"a.txt": GOOD, "b.tsv": GOOD}), "x.zip", "must hold one .*found: a.txt, b.tsv"),
        (zipped({"a.csv": GOOD}), "x.zip", "must hold one .*found: none"),
        (zipped({"a.txt": "no tab"}), "x.zip", "must hold one .*found: none"),
        (zipped({}), "x.zip", "must hold one .*found: none"),
        (zipped({f"{n}.txt": "" for n in range(101)}), "x.zip", "101 members, at most 100"),
    ],
)
def test_a_bad_file_is_told_what_is_wrong_and_where(file, content, name, message):
    path = file(content, name)
    before = path.read_bytes()
    with pytest.raises(ValueError, match=message):
        read_pairs(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [name]


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file at .*nothing.tsv"):
        read_pairs(tmp_path / "nothing.tsv")
    with pytest.raises(ValueError, match="must be a file, got a folder"):
        read_pairs(tmp_path)


def test_a_damaged_member_is_found_by_its_checksum(file):
    data = bytearray(zipped({"a.txt": GOOD}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        where = archive.getinfo("a.txt").header_offset + 14  # the checksum in the local header
    central = data.index(b"PK\x01\x02") + 16
    data[where] ^= 1
    data[central] ^= 1
    with pytest.raises(ValueError, match="damaged zip file"):
        read_pairs(file(bytes(data), "x.zip"))


def packed(way, offset=0):
    """A zip archive whose one member is packed in this way, and damaged in the middle."""
    data = io.BytesIO()
    text = "".join(f"{number * 7919 % 1009} cats.\t{number} chats.\n" for number in range(3000))
    with zipfile.ZipFile(data, "w", way) as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), text, way)
    data, central = bytearray(data.getvalue()), data.getvalue().rindex(b"PK\x01\x02")
    if offset:
        data[central + 42 : central + 46] = struct.pack("<I", offset)
    else:
        data[60:central] = data[60:central][::-1]
    return bytes(data)


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("offset", [0, 5, 2**31, 2**32 - 2])
def test_a_damaged_member_is_found_however_it_is_packed(file, way, offset):
    with pytest.raises(ValueError, match="x.zip is a damaged zip file"):
        read_pairs(file(packed(way, offset), "x.zip"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(file):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.txt", GOOD)
        archive.writestr("a.txt", "other\tautre\n")
    with pytest.raises(ValueError, match="x.zip holds two members named a.txt"):
        read_pairs(file(data.getvalue(), "x.zip"))


@pytest.mark.parametrize(
    "error", [EOFError, OSError, struct.error, zipfile.BadZipFile, zlib.error, lzma.LZMAError]
)
def test_whatever_the_libraries_raise_of_a_member_is_a_message(file, monkeypatch, error):
    def fail(*_, **__):
        raise error("in the middle")

    path = file(zipped({"a.txt": GOOD}), "x.zip")
    monkeypatch.setattr(zipfile.ZipFile, "open", fail)
    with pytest.raises(ValueError, match="x.zip is a damaged zip file: in the middle"):
        read_pairs(path)


def test_a_member_that_is_packed_in_an_unknown_way_is_named_as_such(file):
    data = bytearray(zipped({"a.txt": GOOD}))
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 99
    with pytest.raises(ValueError, match="x.zip is encrypted, or packed in an unusual way: "):
        read_pairs(file(bytes(data), "x.zip"))


def test_an_encrypted_member_is_named_as_such(file):
    data = bytearray(zipped({"a.txt": GOOD}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ValueError, match="is encrypted"):
        read_pairs(file(bytes(data), "x.zip"))


class TestBombs:
    """An archive that unpacks to far more than it weighs is stopped early."""

    BIG = b"a\tb\n" * 2_000_000  # 8 MB, a few kB when packed

    def test_plain_file(self, file):
        with pytest.raises(ValueError, match="x.tsv holds more than 1,000 bytes"):
            read_pairs(file(GOOD * 100, "x.tsv"), max_bytes=1000)

    def test_the_limit_itself_still_fits(self, file):
        assert read_text(file(GOOD), len(GOOD)) == GOOD
        with pytest.raises(ValueError, match="holds more than"):
            read_text(file(GOOD), len(GOOD) - 1)

    def test_gzip_is_stopped_while_unpacking(self, file):
        path = file(gzip.compress(self.BIG, mtime=0), "x.gz")
        assert path.stat().st_size < 50_000
        with pytest.raises(ValueError, match="x.gz holds more than 3,000,000 bytes"):
            read_pairs(path, max_bytes=3_000_000)

    def test_zip_is_stopped_by_its_declared_size(self, file, monkeypatch):
        monkeypatch.setattr(archives, "_limited", lambda *_: pytest.fail("it began to unpack"))
        path = file(zipped({"a.txt": self.BIG}), "x.zip")
        with pytest.raises(ValueError, match="declares 8,000,000 bytes of text, over 3,000,000"):
            read_pairs(path, max_bytes=3_000_000)

    def test_zip_that_lies_about_its_size_gives_no_more_than_it_declares(self, file):
        data = bytearray(zipped({"a.txt": self.BIG}))
        central = data.index(b"PK\x01\x02")
        data[central + 24 : central + 28] = struct.pack("<I", 100)
        with pytest.raises(ValueError, match="damaged zip file"):
            read_pairs(file(bytes(data), "x.zip"), max_bytes=3_000_000)

    def test_many_members_count_together(self, file):
        path = file(zipped({"a.txt": self.BIG, "b.txt": self.BIG}), "x.zip")
        with pytest.raises(ValueError, match="declares 16,000,000 bytes"):
            read_pairs(path, max_bytes=9_000_000)


# Any text that a column may hold; the words come from what people type, not from control codes.
column = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
columns = column.filter(split_words)


tables = st.lists(st.tuples(columns, columns), min_size=1, max_size=8)


@settings(deadline=None)  # on a busy machine an example may wait
@given(tables, st.sampled_from(["\n", "\r\n"]))
def test_any_clean_table_is_read_row_by_row(rows, line_end):
    text = "".join(f"{english}\t{french}{line_end}" for english, french in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pairs.tsv"
        path.write_bytes(text.encode())
        expected = [(split_words(english), split_words(french)) for english, french in rows]
        assert tokens(read_pairs(path)) == expected


class TestNatural:
    def test_links_and_kinds(self, file):
        path = file("I sleep\tJe dors\tplain\t0-0 1-0\nNo!\tNon !\tother\nHi\tSalut\tplain\t\n")
        pairs = natural_pairs(path=path)
        assert [pair.alignment for pair in pairs] == [{(0, 0), (1, 0)}, set(), set()]
        assert tokens(natural_pairs("other", path)) == [(["no", "!"], ["non", "!"])]

    @pytest.mark.parametrize(
        "content, message",
        [
            ("a\tb\n", "line 1: expected 3 to 4 columns"),
            ("a\tb\tk\t0-0\t0-0\n", "line 1: expected 3 to 4 columns.*got 5"),
            ("a\tb\tk\t0-1\n", "line 1: link 0-1 is outside the 1 English and 1 French tokens"),
            ("a\tb\tk\t1-0\n", "line 1: link 1-0 is outside"),
            ("a\tb\tk\t0:0\n", "line 1: expected links such as '0-0 1-2', got '0:0'"),
            ("a\tb\tk\t-1-0\n", "expected links"),
        ],
    )
    def test_a_bad_line_is_named(self, file, content, message):
        with pytest.raises(ValueError, match=message):
            natural_pairs(path=file(content))

    def test_an_unknown_kind_names_those_there_are(self, file):
        with pytest.raises(ValueError, match="no pairs of kind 'odd'; there are: one, two"):
            natural_pairs("odd", file("a\tb\ttwo\na\tb\tone\n"))

    def test_the_file_of_the_series(self):
        pairs = natural_pairs()
        assert len(pairs) >= 600
        assert sum(bool(pair.alignment) for pair in pairs) >= 50
        english = [" ".join(pair.english) for pair in pairs]
        assert len(set(english)) == len(english), "an English sentence came twice"


@pytest.mark.parametrize(
    "read, room, name, columns",
    [
        (real_bert.word_senses, real_bert, "word_senses.tsv", 3),
        (real_bert.story_questions, real_bert, "story_questions.tsv", 3),
        (real_bert.changed_sentences, real_bert, "changed_sentences.tsv", 3),
        (real_translation.ambiguous_sentences, real_translation, "ambiguous_sentences.tsv", 4),
    ],
)
def test_an_edited_table_of_the_series_is_named_with_its_line(
    file, monkeypatch, read, room, name, columns
):
    lines = data_path(name).read_text(encoding="utf-8").splitlines()
    for change in (lines[1].replace("\t", ";"), lines[1] + "\tmore", lines[1][:4], ""):
        path = file("\n".join([lines[0], change, *lines[2:]]), name)
        monkeypatch.setattr(room, "data_path", lambda _, path=path: path)
        with pytest.raises(ValueError, match=f"{name}, line 2: expected {columns} columns"):
            read()


def test_a_question_whose_paragraph_is_gone_is_named(file, monkeypatch):
    path = file("Who?\tNo such story\tOnce upon\n", "story_questions.tsv")
    monkeypatch.setattr(real_bert, "data_path", lambda _: path)
    with pytest.raises(ValueError, match="line 1: the story 'No such story' has no paragraph"):
        real_bert.story_questions()


def test_stories_have_a_title_and_a_text():
    found = stories()
    assert sum(len(text.encode()) for _, text in found) >= 40_000
    for title, text in found:
        assert 1 <= len(title.split()) <= 10, title
        assert len(text.split()) >= 50, title
        assert title not in text.splitlines()[:1]


def test_the_corpus_is_the_door_to_all_of_them():
    for function in (read_pairs, natural_pairs, stories):
        assert getattr(corpus, function.__name__) is function
