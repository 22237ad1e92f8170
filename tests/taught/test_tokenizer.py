"""Words, vocabulary and byte pairs: oracle, hand examples, properties, bad input."""

from pathlib import Path

import pytest
import tokenizers as library
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture_utils.byte_pairs import (
    PIECE,
    apply_merges,
    learn_merges,
    learn_merges_fast,
    merge_pair,
    pair_counts,
    split_pieces,
)
from lecture_utils.paths import ROOT
from lecture_utils.tokenizer import BOS, EOS, PAD, UNK, BytePairTokenizer, Vocabulary, split_words


@pytest.mark.parametrize(
    "text, words",
    [
        ("The old cat.", ["the", "old", "cat", "."]),
        ("L'arbre de l’île", ["l'", "arbre", "de", "l'", "île"]),
        ("I don't know", ["i", "don't", "know"]),
        ("Qu'il n'aime d'abord", ["qu'", "il", "n'", "aime", "d'", "abord"]),
        ("qu'aujourd'hui", ["qu'", "aujourd'hui"]),
        ("l' arbre", ["l'", "arbre"]),
        ("the dogs' well-known house", ["the", "dogs", "'", "well-known", "house"]),
        ("Est-ce vrai ?!", ["est-ce", "vrai", "?", "!"]),
        ("3.14 and 1,000 (two)", ["3.14", "and", "1,000", "(", "two", ")"]),
        ("e\u0301te\u0301", ["été"]),
        ("« œuf »", ["«", "œuf", "»"]),
        ("the won\u00adder\u00adful sea", ["the", "wonderful", "sea"]),
        ("\ufeffLe chat\u200b dort\u200d.", ["le", "chat", "dort", "."]),
        ("\u200b \u00ad \ufeff \u2060", []),
        ("lʼété et l´eau", ["l'", "été", "et", "l'", "eau"]),
        ("l`eau, l‘or, l′art", ["l'", "eau", ",", "l'", "or", ",", "l'", "art"]),
        ("e\u0301\u00adte\u0301", ["été"]),
        ("Est\u2011ce vrai\u2010ment", ["est-ce", "vrai-ment"]),
        ("İstanbul, I\u0307zmir, i\u0307zmir", ["istanbul", ",", "izmir", ",", "izmir"]),
        ("´ ‘yes’ ′", ["´", "‘", "yes", "'", "′"]),
        ("m\u0303a x\u0302", ["m\u0303a", "x\u0302"]),
        ("❤\ufe0f 👍🏽", ["❤", "👍", "🏽"]),
        ("ISLAND Straße ŒUVRE", ["island", "straße", "œuvre"]),
        ("", []),
        (" \t\n", []),
    ],
)
def test_split_words(text, words):
    assert split_words(text) == words


@settings(deadline=None)  # on a busy machine an example may wait
@given(text=st.text(st.sampled_from("aéi İl'’´‑\u00ad\u200b\ufeff\u0301\u0307.-")))
def test_no_token_is_unseen_and_cutting_again_changes_nothing(text):
    words = split_words(text)
    assert all(word.strip() and not set(word) & set("\u00ad\u200b\ufeff’") for word in words)
    assert split_words(" ".join(words)) == words


def test_split_words_is_stable_when_joined_with_spaces():
    words = split_words("Qu'est-ce que l'homme n'a pas vu ? Don't ask, it's 3.5!")
    assert split_words(" ".join(words)) == words


@pytest.mark.parametrize("wrong", [None, 3, b"bytes", ["a", "list"]])
def test_split_words_names_the_wrong_type(wrong):
    with pytest.raises(TypeError, match=type(wrong).__name__):
        split_words(wrong)


def test_vocabulary_puts_specials_first_and_knows_unknown_words():
    vocabulary = Vocabulary(["cat", "dog"])
    assert (vocabulary.words[PAD], vocabulary.words[UNK]) == ("<pad>", "<unk>")
    assert (vocabulary.words[BOS], vocabulary.words[EOS]) == ("<bos>", "<eos>")
    assert vocabulary.encode(["dog", "cat", "cow"]) == [5, 4, UNK]
    assert vocabulary.decode([5, 4, UNK]) == ["dog", "cat", "<unk>"]
    assert len(vocabulary) == 6 and "dog" in vocabulary and "cow" not in vocabulary


def test_vocabulary_from_sentences_orders_by_count_then_alphabet():
    sentences = [["d", "a", "c"], ["c", "a"], ["c", "b", "<unk>"]]
    assert Vocabulary.from_sentences(sentences).words[4:] == ["c", "a", "b", "d"]
    assert Vocabulary.from_sentences(sentences, min_count=2).words[4:] == ["c", "a"]


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda v: v.encode("cat"), "list of tokens"),
        (lambda v: v.decode([0, 6]), "6 is outside the range 0 … 5"),
        (lambda v: v.decode([-1]), "-1 is outside"),
        (lambda v: v.decode([1.5]), "whole number"),
        (lambda v: Vocabulary("cat"), "list of words"),
        (lambda v: Vocabulary(["cat", "cat"]), "cat"),
        (lambda v: Vocabulary(["<pad>"]), "<pad>"),
        (lambda v: Vocabulary.from_sentences(["cat"]), "lists of tokens"),
        (lambda v: Vocabulary(["cat"], specials=()).encode(["cow"]), "cow"),
    ],
)
def test_vocabulary_says_what_is_wrong(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call(Vocabulary(["cat", "dog"]))


# Byte pairs -------------------------------------------------------------------------------

STORIES = sorted((ROOT / "data/stories").glob("*.txt"))
REAL = "\n".join(path.read_text(encoding="utf-8") for path in STORIES)
LOOPS = "ab" * 30 + " aaaa bbb"
NASTY = [
    "",
    " ",
    "  double  spaces  ",
    "tabs\tand\r\nlines\n\n end \n",
    "aujourd'hui, l'été où naît l'œuf",
    "e\u0301 is not é",
    "🙂👩‍👩‍👧 🇫🇷",
    "日本語 العربية",
    "nul \x00 byte, \u2028 separator, \x85 and \ufeff mark",
    "don't re-tokenize 3.14 _under_score",
]


@pytest.fixture(scope="module")
def tokenizer():
    return BytePairTokenizer.train(REAL, 600)


def test_a_piece_keeps_one_space_and_no_more():
    assert split_pieces("a  b\n\n c, d") == ["a", " ", " b", "\n\n", " c", ",", " d"]


def test_pair_counts_and_merge_by_hand():
    assert pair_counts([[1, 1, 1], [1, 2]]) == {(1, 1): 2, (1, 2): 1}
    assert merge_pair([1, 1, 1], (1, 1), 9) == [9, 1]
    assert merge_pair([1, 2, 1, 2, 3], (1, 2), 9) == [9, 9, 3]
    assert merge_pair([2, 1], (1, 2), 9) == [2, 1]


def test_hand_example_of_training():
    # "aaabdaaabac": "aa" is most frequent (4), then "ab" and "Za" tie with 2: the smallest wins.
    merges = BytePairTokenizer.train("aaabdaaabac", 259).merges
    assert merges == [(97, 97), (97, 98), (256, 257)]
    assert BytePairTokenizer(merges).encode("aaabdaaabac") == [258, 100, 258, 97, 99]


def test_ties_go_to_the_smallest_pair():
    assert BytePairTokenizer.train("zy ba", 257).merges == [(32, 98)]


def test_nothing_is_joined_across_pieces():
    tokenizer = BytePairTokenizer.train("of the of the of the " * 20, 270)
    assert all(b" " not in token[1:] for token in tokenizer.token_bytes)


def test_fast_training_equals_the_taught_training():
    assert learn_merges(REAL[:6_000], 450) == learn_merges_fast(REAL[:6_000], 450)
    assert learn_merges(LOOPS, 400) == learn_merges_fast(LOOPS, 400)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab é🙂\n", max_size=60))
def test_fast_training_equals_the_taught_training_on_any_text(text):
    assert learn_merges(text, 300) == learn_merges_fast(text, 300)


def test_encoding_equals_the_taught_encoding(tokenizer):
    for piece in split_pieces(REAL[:5_000]):
        taught = apply_merges(piece.encode("utf-8"), tokenizer.merges)
        assert tokenizer.encode(piece) == taught


def test_encoding_equals_the_tokenizers_library_with_our_merges(tokenizer):
    alphabet = byte_alphabet()
    names = ["".join(alphabet[byte] for byte in token) for token in tokenizer.token_bytes]
    merges = [(names[left], names[right]) for left, right in tokenizer.merges]
    oracle = library.Tokenizer(
        library.models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=merges)
    )
    oracle.pre_tokenizer = library.pre_tokenizers.Sequence(
        [
            library.pre_tokenizers.Split(library.Regex(PIECE.pattern), "isolated"),
            library.pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    for text in [REAL, *NASTY[:7]]:
        assert tokenizer.encode(text) == oracle.encode(text).ids


@pytest.mark.parametrize("text", NASTY)
def test_round_trip_of_nasty_strings(tokenizer, text):
    assert "".join(split_pieces(text)) == text
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert BytePairTokenizer().encode(text) == list(text.encode("utf-8"))


@settings(max_examples=100, deadline=None)
@given(text=st.text())
def test_round_trip_of_any_text(tokenizer, text):
    assert "".join(split_pieces(text)) == text
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_full_cache_changes_nothing(tokenizer):
    small = BytePairTokenizer(tokenizer.merges)
    small.CACHE_LIMIT = 2
    for text in ["one two three four", "five six", "one two"]:
        assert small.encode(text) == tokenizer.encode(text)
    assert len(small._cache) <= 4


def test_saved_and_loaded_is_the_same(tokenizer, tmp_path):
    path = tmp_path / "tokens.txt"
    tokenizer.save(path)
    again = BytePairTokenizer.load(path)
    assert again.merges == tokenizer.merges and again.encode(REAL) == tokenizer.encode(REAL)
    assert [file.name for file in tmp_path.iterdir()] == ["tokens.txt"]
    BytePairTokenizer.train("œuf œuf 日本 🙂\n\n", 270).save(path)
    assert "œuf" in path.read_text(encoding="utf-8")
    assert BytePairTokenizer.load(path).encode("œuf") == [258]
    BytePairTokenizer().save(path)
    assert len(BytePairTokenizer.load(path)) == 256


def test_a_failed_save_leaves_the_old_file(tokenizer, tmp_path, monkeypatch):
    path = tmp_path / "tokens.txt"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        tokenizer.save(path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("tokens.txt", "old")]


@pytest.mark.parametrize(
    "damage, message",
    [
        (lambda lines: [], "line 1"),
        (lambda lines: ["something else", *lines[1:]], "line 1.*something else"),
        (lambda lines: lines[:5], "line 6.*the end"),
        (lambda lines: [*lines, lines[-1]], "line 14.*joined twice"),
        (lambda lines: [*lines[:3], "x y = 258 q", *lines[4:]], "line 4.*two ids"),
        (lambda lines: [*lines[:3], "7", *lines[4:]], "line 4.*two ids"),
        (lambda lines: [*lines[:3], "97 999 = 258 q", *lines[4:]], "line 4.*999 is outside"),
        (lambda lines: [*lines[:3], lines[3] + "?", *lines[4:]], "line 4.*expected"),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], "line 4"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(tmp_path, damage, message):
    path = tmp_path / "tokens.txt"
    BytePairTokenizer.train(REAL, 268).save(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(damage(lines)), encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        BytePairTokenizer.load(path)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="UTF-8"):
        BytePairTokenizer.load(path)


def test_text_that_runs_out_of_pairs_gives_fewer_tokens_and_says_so(caplog):
    tokenizer = BytePairTokenizer.train("abc", 300)
    assert len(tokenizer) == 258 and tokenizer.encode("abc") == [257]
    assert "258 tokens instead of 300" in caplog.text
    assert len(BytePairTokenizer.train("", 256)) == 256


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda t: BytePairTokenizer.train("abc", 255), "expected >= 256, got 255"),
        (lambda t: BytePairTokenizer.train("abc", 300.5), "float"),
        (lambda t: BytePairTokenizer.train(b"abc", 300), "expected text"),
        (lambda t: BytePairTokenizer.train("a\ud800", 300), "lone surrogate"),
        (lambda t: t.encode("ab\udfff"), "surrogate.* at 2"),
        (lambda t: t.encode(None), "expected text"),
        (lambda t: t.decode([600]), "600 is outside the range 0 … 599"),
        (lambda t: t.decode([-1]), "-1 is outside"),
        (lambda t: t.decode(["a"]), "whole number"),
        (lambda t: t.cut("abc", merges=-1), "merges must be at least 0, got -1"),
        (lambda t: t.cut("abc", merges=1.5), "merges must be a whole number"),
        (lambda t: BytePairTokenizer([(97, 98), (97, 98)]), "joined twice"),
        (lambda t: BytePairTokenizer([(97, 256)]), "256 is outside"),
    ],
)
def test_byte_pairs_say_what_is_wrong(tokenizer, call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call(tokenizer)


def test_the_tokens_can_be_looked_at(tokenizer):
    assert "".join(tokenizer.cut(REAL[:500])) == REAL[:500]
    assert BytePairTokenizer([(97, 98)]).cut("abé") == ["ab", "\ufffd", "\ufffd"]


def test_a_text_can_be_cut_as_after_the_first_merges():
    tokenizer = BytePairTokenizer([(97, 98), (256, 99)])
    cuts = [tokenizer.cut("abc", merges) for merges in (0, 1, 2, None)]
    assert cuts == [["a", "b", "c"], ["ab", "c"], ["abc"], ["abc"]]


def test_half_a_character_is_shown_as_a_replacement_mark():
    assert BytePairTokenizer().decode("é".encode()[:1]) == "\ufffd"


def byte_alphabet():
    """The printable stand-ins that byte-level libraries use for the 256 bytes (GPT-2's table)."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    return {byte: chr(byte) for byte in shown} | {
        byte: chr(256 + place) for place, byte in enumerate(hidden)
    }
