"""The stored translator of real sentences is what its row and its page say; what measures it."""

import pytest
import torch

from lecture_utils.corpus import Pair, ambiguous_words, natural_pairs
from lecture_utils.experiments import real_translation as real
from lecture_utils.experiments import translation_runs
from lecture_utils.paths import data_path
from lecture_utils.recurrent import AttentionDecoder, parameter_count
from lecture_utils.tokenizer import Vocabulary
from lecture_utils.translate import Trained, translate, translate_all


@pytest.fixture(scope="module")
def trained():
    return real.load()


@pytest.fixture(scope="module")
def row():
    [row] = [row for row in real.stored_rows() if row.get("stored")]
    return row


def test_the_file_is_small_and_holds_words_and_numbers(trained, row):
    assert data_path("translator_real.pt").stat().st_size <= 8_000_000
    stored = torch.load(data_path("translator_real.pt"), weights_only=True)
    assert set(stored) == {"english", "french", "state"}
    assert all(" " not in word for name in ("english", "french") for word in stored[name])
    assert isinstance(trained.model.decoder, AttentionDecoder)
    assert parameter_count(trained.model) == row["parameters"]
    assert [len(trained.english), len(trained.french)] == row["vocabularies"]


def test_it_reaches_what_its_row_says(trained, row):
    everyday = real.bleu_of(trained, natural_pairs("everyday"))
    assert everyday == pytest.approx(row["bleu"]["everyday"], abs=0.15)
    linked = [pair for pair in natural_pairs() if pair.alignment]
    found = real.link_figures(trained, linked)
    for name in ("precision", "recall", "aer"):
        assert found[name] == pytest.approx(row[name], abs=0.003)


def test_its_row_stays_above_what_was_reached(row):
    assert row["bleu"]["natural"] >= 42 and row["bleu"]["everyday"] >= 32
    assert row["bleu"]["held out"] >= 38 and row["beam"]["held out"] >= 39
    assert row["beam"]["everyday"] >= 33 and row["aer"] <= 0.15


def test_three_trainings_differ_in_what_they_read_only():
    apart = [row for row in real.stored_rows() if not row["weights"] == "averaged"]
    steps = min(row["steps"] for row in apart)
    apart = {row["sentences"]: row for row in apart if row["steps"] == steps}
    assert set(apart) == {"real", "grammar", "both"}
    same = ("d_model", "hidden", "dropout", "size", "peak_rate")
    assert len({tuple(row[name] for name in same) for row in apart.values()}) == 1
    assert apart["both"]["pairs"] == apart["real"]["pairs"] + apart["grammar"]["pairs"]


def test_its_classes_are_those_of_notebook_3(trained):
    parts = [
        [type(part) for part in model.modules()]
        for model in (trained.model, translation_runs.load("translator_0.pt").model)
    ]
    assert parts[0] == parts[1]


def test_no_translation_says_a_word_three_times_in_a_row(trained):
    for tokens, _ in translate_all(trained, [pair.english for pair in natural_pairs()]):
        stuck = [a for a, b, c in zip(tokens, tokens[1:], tokens[2:], strict=False) if a == b == c]
        assert not stuck, tokens


def test_what_nobody_linked_is_mostly_punctuation():
    words = [
        word
        for pair in natural_pairs()
        if pair.alignment
        for place, word in enumerate(pair.french)
        if place not in {target for _, target in pair.alignment}
    ]
    assert sum(word in ".,?!" for word in words) / len(words) > 0.8


def test_sentences_of_lexicon_words_are_few_at_either_end():
    lengths = [len(pair.english) for pair in natural_pairs("lexicon")]
    for least, most in ((3, 6), (15, 24)):
        assert sum(least <= length <= most for length in lengths) == pytest.approx(40, abs=5)


@pytest.mark.parametrize(
    "english, french",
    [("CAT", "chat"), ("a dog", "un chien"), ("i love you", "je vous adore"),
     ("Where is the station?", "où est la gare ?")],
)  # fmt: skip
def test_what_a_reader_types_first(trained, english, french):
    assert " ".join(translate(trained, english).tokens) == french


@pytest.mark.parametrize("english", ["My neighbour is here.", "my neighbor is here"])
def test_both_spellings_are_known(trained, english):
    found = translate(trained, english)
    assert not found.unknown and "voisin" in found.tokens


def test_an_unknown_word_is_named_and_near_ones_are_offered(trained):
    found = translate(trained, "I lost my umbrela.")
    assert "umbrella" in found.unknown["umbrela"]


def test_the_ambiguous_sentences_hold_their_word_and_are_balanced():
    sentences = real.ambiguous_sentences()
    senses = {}
    for item in sentences:
        senses.setdefault((item.word, item.sense), []).append(item.english)
        assert {item.word, f"{item.word}s", f"{item.word}es"} & set(item.english), item
        assert item.sense in ambiguous_words()[item.word]
    assert {len(found) for found in senses.values()} == {6} and len(senses) == 16
    assert len({" ".join(item.english) for item in sentences}) == len(sentences) == 96


class Says(torch.nn.Module):
    """A translator that writes the same words whatever it reads."""

    def __init__(self, *ids):
        super().__init__()
        self.ids = torch.tensor(ids)

    def greedy(self, source, lengths, longest=60):
        batch = len(source)
        weights = torch.full((batch, len(self.ids), source.shape[1]), 1 / source.shape[1])
        return self.ids.expand(batch, -1), weights


def test_senses_are_counted_as_right_other_or_neither():
    from lecture_utils.tokenizer import Vocabulary

    english, french = Vocabulary(["bank", "the"]), Vocabulary(["rive", "rives", "banque"])
    river = real.Sense("bank", "river", frozenset({"rive", "rives"}), ["the", "bank"])
    money = real.Sense("bank", "money", frozenset({"banque"}), ["bank"])
    for ids, expected in (
        ((5, 3), [(1, 0, 0), (0, 1, 0)]),  # "rives": right for the river
        ((6, 3), [(0, 1, 0), (1, 0, 0)]),
        ((4, 6, 3), [(1, 0, 0), (1, 0, 0)]),  # both words: the right one is there
        ((1, 3), [(0, 0, 1), (0, 0, 1)]),
    ):
        counts = real.senses_found(Trained(Says(*ids), english, french), [river, money])
        assert list(counts.values()) == expected


def test_soft_looks_are_counted_in_three_shares():
    groups = {"on gold": [0.9, 0.4, 0.8, 0.5], "off gold": [0.3, 0.6], "no link": [0.1] * 9}
    assert real.soft_shares(groups) == (1 / 4, 1 / 2, 1 / 2)
    assert real.soft_shares(groups, below=0.55) == (1 / 2, 1 / 2, 2 / 3)
    for empty in (groups | {"off gold": []}, groups | {"on gold": []}):
        with pytest.raises(ValueError, match="off gold are needed"):
            real.soft_shares(empty)
    with pytest.raises(ValueError, match="below 0.1"):
        real.soft_shares(groups, below=0.1)


CAT = Pair("the white cat sleeps .".split(), "le chat blanc dort .".split(),
           {(0, 0), (2, 1), (1, 2), (3, 3)})  # fmt: skip


class Looks(torch.nn.Module):
    """A translator whose every written word looks at the English word at `places`."""

    def __init__(self, *places):
        super().__init__()
        self.places = places

    def forward(self, source, lengths, words):
        rows = torch.zeros(len(source), words.shape[1], source.shape[1])
        for target, place in enumerate(self.places):
            rows[:, target, place] = 1.0
        return None, rows


def test_links_with_and_without_the_punctuation():
    english, french = Vocabulary(CAT.english), Vocabulary(CAT.french)
    trained = Trained(Looks(0, 2, 2, 3, 4), english, french)
    with_marks, words = (real.link_figures(trained, [CAT], marks) for marks in (True, False))
    assert with_marks == {"precision": 3 / 5, "recall": 3 / 4, "aer": pytest.approx(1 - 6 / 9)}
    assert words == {"precision": 3 / 4, "recall": 3 / 4, "aer": 1 / 4}


def test_yardsticks_of_links_need_no_model():
    found = real.link_yardsticks([CAT])
    assert found["a plain diagonal"] == {"precision": 2 / 4, "recall": 2 / 4, "aer": 1 / 2}
    assert found["best possible"] == {"precision": 1, "recall": 1, "aer": 0}
    one = Pair(["a"], ["un"], {(0, 0)})
    long = Pair("we are at the door".split(), "on est là".split(), {(0, 0), (2, 1), (4, 2)})
    assert real.link_yardsticks([one, long])["a plain diagonal"]["aer"] == 0


def test_beside_one_sense():
    counts = {("bank", "river"): (3, 1, 0), ("bank", "money"): (0, 5, 1), ("bat", "a"): (2, 0, 0)}
    found = real.beside_one_sense(counts)
    assert found == {"bank": (3, 6, 10), "bat": (2, 2, 2), "all": (5, 8, 12)}


def test_the_share_of_running_words():
    twice = Pair("the cat , the dog .".split(), ["x"])
    assert real.share_among([twice, CAT], {"the", "dog", "."}) == 4 / 8
    with pytest.raises(ValueError, match="no English word"):
        real.share_among([Pair(["!"], ["!"])], {"the"})


def test_how_often_the_pairs_of_the_shortest_trainings_were_read():
    def row(read, steps, pairs):
        return {"sentences": read, "steps": steps, "size": 10, "pairs": pairs}

    rows = [row("both", 90, 50), row("both", 6, 40), row("real", 6, 20)]
    assert real.readings(rows) == {"both": 1.5, "real": 3.0}


def test_points_go_at_the_end_only_and_links_stay():
    pair = Pair(["wait", ",", "please", "!"], ["attends", ",", "s'", "il", "te", "plaît", "!"],
                {(2, 5)})  # fmt: skip
    (bare,) = real.without_points([pair])
    assert bare.english == ["wait", ",", "please"] and bare.french[-1] == "plaît"
    assert bare.alignment == {(2, 5)} and len(pair.english) == 4


def test_senses_in_sentences_of_the_grammar():
    river = Pair(["the", "bank"], ["la", "rive"], senses={1: "river"})
    twice = Pair(["the", "bank", "bat"], ["x"], senses={1: "river", 2: "animal"})
    none = Pair(["the", "cat"], ["le", "chat"])
    (found,) = real.senses_in([river, twice, none])
    assert found.word == "bank" and "rive" in found.french and found.english == ["the", "bank"]


def test_the_shortest_trainings_are_taken_apart_by_what_they_read():
    def row(read, steps, first):
        kinds = ("lexicon", "everyday", "held out")
        bleu = {kind: first + number for number, kind in enumerate(kinds)}
        return {"sentences": read, "steps": steps, "bleu": bleu, "aer": first / 100}

    rows = [row("both", 9, 90), row("both", 5, 30), row("grammar", 5, 20), row("real", 5, 10)]
    steps, bleu, errors = real.taken_apart(rows)
    assert steps == 5 and errors == {"real pairs only": 0.1, "grammar only": 0.2, "both": 0.3}
    assert bleu["real pairs only"] == {"lexicon": 10, "everyday": 11, "real, kept out": 12}
    assert bleu["both"]["everyday"] == 31 and bleu["grammar only"]["lexicon"] == 20


def test_a_saved_translator_comes_back_with_half_the_digits(tmp_path):
    english, french = Vocabulary("the cat sees".split()), Vocabulary("le chat voit".split())
    torch.manual_seed(0)
    model = real.build(english, french, 6, 8, dropout=0.5).train()
    real.save(tmp_path / "small.pt", Trained(model, english, french))
    again = real.load(tmp_path / "small.pt")
    assert [list(words) for words in again[1:]] == [list(english), list(french)]
    kept = again.model.state_dict()
    assert kept.keys() == model.state_dict().keys()
    for name, numbers in model.state_dict().items():
        assert torch.equal(kept[name], numbers.half().float()), name


def test_a_sentence_of_two_kinds_is_translated_once(monkeypatch):
    asked = []

    def written(trained, pairs):
        asked.extend(pair.english for pair in pairs)
        return [pair.english for pair in pairs]

    monkeypatch.setattr(real, "written", written)
    same = [Pair(words, words) for words in ("a b c d e".split(), "f g h i j".split())]
    other = Pair("k l m n".split(), "o p q r".split())
    kinds = {"same": same, "other": [other], "all": [*same, other]}
    found = real.bleu_by_kind(None, kinds)
    assert found == {kind: real.bleu_of(None, pairs) for kind, pairs in kinds.items()}
    assert found["same"] == pytest.approx(100) and found["other"] == 0
    assert asked[:3] == [pair.english for pair in kinds["all"]]
    assert len(asked) == 3 + sum(map(len, kinds.values()))  # the rest by bleu_of
