"""The tiny BERT and GPT: what is hidden, what is stored, and a short training made again."""

import math

import pytest
import torch

from lecture_utils.attention import causal_mask
from lecture_utils.experiments import heads
from lecture_utils.experiments import language_models as lm
from lecture_utils.paths import data_path, read_json


@pytest.fixture(scope="module")
def task():
    train, test = lm.sentences()
    return train, test, lm.make_vocabulary(train)


def test_hidden_words_are_the_masked_ones_and_each_row_has_one():
    words = torch.arange(10, 60).reshape(5, 10)
    for share in (0.0, 0.15, 0.9):
        inputs, hidden = lm.hide(words, share, torch.Generator().manual_seed(0))
        assert hidden.any(dim=1).all() and not hidden[:, 0].any()
        assert (inputs[hidden] == lm.MASK).all() and torch.equal(inputs[~hidden], words[~hidden])


def test_sentences_share_nothing_and_the_running_sentence_can_be_written(task):
    train, test, vocabulary = task
    assert not {" ".join(s) for s in train} & {" ".join(s) for s in test}
    assert vocabulary.words[lm.MASK] == "<mask>"
    running = "the old cat does not see the white boat near the bank".split()
    assert all(word in vocabulary for word in running)


@pytest.mark.parametrize("name", ["tiny_gpt.pt", "tiny_bert.pt"])
def test_a_stored_model_knows_the_words_and_has_its_loss(task, name):
    _, test, vocabulary = task
    tiny = lm.load(name)
    model, words = tiny
    stored = torch.load(data_path(name), weights_only=True)
    assert list(words) == list(vocabulary) and model.sizes["d_model"] == 64
    loss = lm.gpt_loss if "gpt" in name else lm.bert_loss(seed=1)
    assert lm.measure(tiny, test, loss) == pytest.approx(stored["loss"], abs=0.15)
    assert stored["loss"] < math.log(len(words)) / 2  # half of what a blind guess costs


def test_a_short_training_comes_out_the_same(task):
    train, _, vocabulary = task
    runs = [lm.train(train[:600], vocabulary, lm.gpt_loss, steps=6)[1] for _ in range(2)]
    assert runs[0] == pytest.approx(runs[1], abs=1e-4) and runs[0][-1] < runs[0][0]


def test_a_saved_model_comes_back(tmp_path, monkeypatch):
    model, words = tiny = lm.load_tiny_gpt()
    lm.save(tmp_path / "copy.pt", tiny, 2.0)
    monkeypatch.setattr(lm, "data_path", lambda name: tmp_path / name)
    again, same = lm.load("copy.pt", pytorch=True)
    assert list(same) == list(words)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, again.state_dict()[name])


def test_writing_on_ends_and_repeats():
    gpt = lm.load_tiny_gpt()
    first = lm.write_on(gpt, ["the", "old"])
    assert first[:2] == ["the", "old"] and 2 < len(first) <= 16
    assert first == lm.write_on(gpt, ["the", "old"])
    drawn = [lm.write_on(gpt, ["the"], temperature=1, seed=seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]
    for wrong in ({"longest": 0}, {"longest": 999}, {"temperature": -1}):
        with pytest.raises(ValueError, match="expected longest from 1 to"):
            lm.write_on(gpt, ["the"], **wrong)


def test_texts_written_side_by_side_are_those_written_alone():
    gpt = lm.load_tiny_gpt()
    for heat in (0.0, 1.0, 3.0):  # some end early, at 3 some reach the limit
        alone = [lm.write_on(gpt, ["the"], 9, heat, seed) for seed in range(8)]
        assert lm.write_several(gpt, ["the"], range(8), 9, heat) == alone
        assert heat == 0 or len(set(map(len, alone))) > 1


def test_choosing_a_word():
    logits = torch.tensor([1.0, 3.0, 2.0])
    assert lm.choose(logits) == 1
    draw = torch.Generator().manual_seed(0)
    for temperature, expected in ((0.01, 1.0), (0.5, 0.867), (1.0, 0.665), (100.0, 0.337)):
        share = sum(lm.choose(logits, temperature, draw) == 1 for _ in range(2000)) / 2000
        assert share == pytest.approx(expected, abs=0.06)


def test_what_is_drawn_is_the_same_in_every_version():
    """As PyTorch 2.5 and 2.13 drew; a word without a chance is never drawn, at neither end."""
    logits = torch.tensor([float("-inf"), *[math.log(share) for share in (1, 2, 3, 4)], -1e9])
    draw = torch.Generator().manual_seed(0)
    drawn = [lm.choose(logits, 1.0, draw) for _ in range(12)]
    assert drawn == [3, 4, 1, 2, 3, 4, 3, 4, 3, 4, 3, 3]


@pytest.mark.parametrize("dart, expected", [(0.0, 1), (1 - 2**-24, 2)])
def test_a_dart_at_either_end_hits_a_word_that_has_a_chance(monkeypatch, dart, expected):
    monkeypatch.setattr(torch, "rand", lambda *_, generator: torch.tensor([dart]))
    for scale in (1.0, 0.1, 7.0):
        logits = torch.tensor([float("-inf"), 0.3 * scale, 0.1 * scale, float("-inf")])
        assert lm.choose(logits, 1.0) == expected


def test_the_share_of_right_guesses(task):
    _, test, vocabulary = task
    gpt, bert = lm.load_tiny_gpt(), lm.load_tiny_bert()

    def next_one(ids, mask):  # knows the next word wherever there is one
        return torch.nn.functional.one_hot(ids.roll(-1), len(vocabulary)).float(), None

    def echo(ids, mask):  # says what it reads, and so <mask> where it should guess
        return torch.nn.functional.one_hot(ids, len(vocabulary)).float(), None

    few = test[:20]
    assert lm.share_right(gpt._replace(model=next_one), few, "next") == 1
    assert lm.share_right(gpt._replace(model=echo), few, "hidden") == 0
    for model, task_name, mask in ((bert, "hidden", None), (gpt, "next", causal_mask)):
        assert 0.2 < lm.share_right(model, test[:100], task_name, mask) < 0.5
    with pytest.raises(ValueError, match="hidden"):
        lm.share_right(gpt, few, "previous")


def test_no_more_words_than_asked_for():
    gpt = lm.load_tiny_gpt()
    with pytest.raises(ValueError, match="at most longest=16 tokens to go on from, got 20"):
        lm.write_on(gpt, ["the"] * 20, longest=16)
    assert lm.write_on(gpt, ["the"] * 16, longest=16) == ["the"] * 16
    with pytest.raises(ValueError, match="temperature=nan"):
        lm.write_on(gpt, ["the"], temperature=float("nan"))


def test_both_guess_the_same_gap_from_what_they_may_see():
    gpt, bert = lm.load_tiny_gpt(), lm.load_tiny_bert()
    panels = lm.guess_gap(gpt, bert, "The old cat _ not see the white boat.")
    assert list(panels) == ["GPT continues “the old cat ▢”", "BERT fills “… old cat ▢ not see …”"]
    (_, left, _), (words, both, role) = panels.values()
    assert words[0] == "will" and role == "key" and both[:2].sum() > 1.3 * left[:2].sum()
    other = lm.guess_gap(gpt, bert, "the old cat _ the boat").values()
    (_, again, _), (_, changed, _) = other
    assert torch.equal(again, left) and not torch.equal(changed, both)  # only BERT sees the right
    for text, wrong in (("the cat", "one gap"), ("_ cat _", "one gap"), ("a qwert _", "qwert"),
                        ("the " * 16 + "_", "Up to 16")):  # fmt: skip
        with pytest.raises(ValueError, match=wrong):
            lm.guess_gap(gpt, bert, text)


def test_each_word_is_a_gap_once_and_both_sides_fill_more_of_them(task):
    _, test, vocabulary = task
    gpt, bert = lm.load_tiny_gpt(), lm.load_tiny_bert()
    by_hand, where = [], []  # gap by gap, in the words of six sentences
    for tokens in test[:6]:
        for place, word in enumerate(tokens):
            where.append((place == 0, place == len(tokens) - 1))
            before, after = tokens[:place], tokens[place + 1 :]
            left = lm.guess(gpt, before, place, causal_mask(place + 1))
            both = lm.guess(bert, [*before, "<mask>", *after], place + 1)
            back = lm.guess(bert, [*before, "<mask>", *after], place + 1,
                            causal_mask(len(tokens) + 1))  # fmt: skip
            by_hand.append([lm.top(chances, vocabulary, 1) == [word]
                            for chances in (both, left, back)])  # fmt: skip
    right = lm.right_in_gaps(gpt, bert, test[:6])
    backwards = lm.right_in_gaps(gpt, bert, test[:6], causal_mask)
    found, (first, last) = torch.tensor(by_hand).float(), torch.tensor(where).T
    for name, gaps in (("all gaps", found), ("first word", found[first]),
                       ("last word", found[last])):  # fmt: skip
        shares = [right[name]["BERT"], right[name]["GPT"], backwards[name]["BERT"]]
        assert shares == pytest.approx(gaps.mean(dim=0).tolist())


def test_the_right_side_is_worth_most_where_all_of_it_is_there(task):
    """What notebook 04 says of 400 sentences holds in all others, too."""
    gpt, bert = lm.load_tiny_gpt(), lm.load_tiny_bert()
    right = lm.right_in_gaps(gpt, bert, task[1][400:])
    lead = {where: both["BERT"] - both["GPT"] for where, both in right.items()}
    assert lead["first word"] > 0.15 > lead["all gaps"] > 0.03 and lead["last word"] < -0.05


def test_the_quick_row_of_gaps_is_made_again_and_the_others_are_full_trainings():
    quick, *full = read_json("gap_runs.json")
    again = heads.gap_row(quick["seed"], quick["steps"])
    assert again.keys() == quick.keys() and quick["steps"] < 100
    for name in ("as long", "three times as long"):
        for where, both in quick[name].items():
            assert again[name][where] == pytest.approx(both, abs=0.02)
    assert heads.gap_runs() == full and [row["seed"] for row in full] == [0, 1, 2]


def test_the_stored_models_fill_as_many_gaps_as_the_first_full_row_says(task):
    right = lm.right_in_gaps(lm.load_tiny_gpt(), lm.load_tiny_bert(), task[1][:400])
    for where, both in heads.gap_runs()[0]["as long"].items():
        assert right[where] == pytest.approx(both, abs=0.02)


def test_at_a_last_word_it_is_the_lessons_that_bert_lacks():
    """Trained as long GPT is ahead; BERT is after three times as many steps, half the lessons."""
    for row in heads.gap_runs():
        short, long = (row[name]["last word"] for name in ("as long", "three times as long"))
        assert short["GPT"] == long["GPT"] > short["BERT"] + 0.05
        assert long["BERT"] > long["GPT"] + 0.05
    kept = heads.gap_runs()[1]["as long"]["first word"]
    assert heads.gap_ratios("first word")[1] == kept["BERT"] / kept["GPT"] > 1.4
    assert max(heads.gap_ratios("last word")) < 0.9
    assert min(heads.gap_ratios("last word", "three times as long")) > 1.1


def test_both_backwards_see_the_same_and_bert_fills_half_as_many(task):
    _, test, _ = task
    gpt, bert = lm.load_tiny_gpt(), lm.load_tiny_bert()
    right = lm.right_in_gaps(gpt, bert, test[400:800], causal_mask)["all gaps"]
    assert right["GPT"] > 2 * right["BERT"]
    plain = lm.right_in_gaps(gpt, bert, test[400:800])["all gaps"]
    assert plain["GPT"] == right["GPT"] and plain["BERT"] > 2 * right["BERT"]


def test_vectors_between_the_blocks_end_in_the_logits():
    bert = lm.load_tiny_bert()
    found = lm.vectors(bert, "the old cat sleeps")
    ids = torch.tensor([[lm.BOS, *bert.vocabulary.encode("the old cat sleeps".split())]])
    logits = bert.model.norm(found[-1]) @ bert.model.tokens.weight.T
    assert found.shape == (3, 5, 64)
    torch.testing.assert_close(logits, bert.model(ids)[0][0].detach())


def test_hot_text_varies_more_and_an_interrupted_training_is_named(task):
    gpt, degrees = lm.load_tiny_gpt(), (0.2, 1, 3)
    different, familiar = lm.variety(gpt, ["the", "old"], task[0], degrees, texts=20)
    assert different[2] > different[0] and familiar[0] > 0.9 > familiar[2]
    assert different[1] > 0.9  # at 1, the model's own probabilities, texts hardly ever return
    lm.check_finished(2, [1.0, 0.5])
    with pytest.raises(RuntimeError, match="interrupted after 1 of 2 steps"):
        lm.check_finished(2, [1.0, 0.5], [1.0])


def test_who_never_ends_writes_as_many_words_as_asked_for():
    gpt = lm.load_tiny_gpt()

    class Endless:
        sizes = {"longest": 16}

        def __call__(self, ids, mask):
            assert mask.shape == 2 * ids.shape[1:]
            return torch.eye(len(gpt.vocabulary))[ids.fill_(7)], None

    for longest in (2, 16):
        written = lm.write_on(gpt._replace(model=Endless()), ["the"], longest)
        assert written == ["the"] + (longest - 1) * gpt.vocabulary.decode([7])


def test_variety_writes_forty_texts_at_each_temperature(monkeypatch):
    asked = []

    def write(tiny, start, seeds, temperature):
        asked.extend((temperature, seed) for seed in seeds)
        return [[*start, "cat" if seed < 10 else "dog"] for seed in seeds]

    monkeypatch.setattr(lm, "write_several", write)
    different, familiar = lm.variety(None, ["the"], [["the", "cat"]], (0.5, 1.0))
    assert asked == [(degree, seed) for degree in (0.5, 1.0) for seed in range(40)]
    assert different == pytest.approx([2 / 40] * 2) and familiar == pytest.approx([10 / 40] * 2)
