"""The trainings of notebook 03: fair budgets, and a stored translator that still translates."""

import pytest
import torch

from lecture_utils.experiments import translation_runs as runs
from lecture_utils.recurrent import parameter_count
from lecture_utils.tokenizer import SPECIALS
from lecture_utils.translate import translate
from tools import remake


@pytest.fixture(scope="module")
def stored():
    return runs.load("translator_0.pt")


def test_the_stored_translator_writes_the_running_sentence(stored):
    english = "the old cat does not see the white boat near the bank"
    found = translate(stored, english)
    expected = "le vieux chat ne voit pas le bateau blanc près de la rive"
    assert " ".join(found.tokens) == expected and not found.unknown


def test_without_attention_the_model_is_as_large(stored):
    _, english, french = stored
    counts = [parameter_count(runs.build(english, french, score)) for score in ("additive", None)]
    assert abs(counts[1] / counts[0] - 1) <= 0.01


def test_a_saved_translator_comes_back_as_it_was(stored, tmp_path, monkeypatch):
    model, english, french = stored
    runs.save(tmp_path / "copy.pt", stored)
    monkeypatch.setattr(runs, "data_path", lambda name: tmp_path / name)
    again, *words = runs.load("copy.pt")
    assert [list(vocabulary) for vocabulary in words] == [list(english), list(french)]
    assert list(words[0])[:4] == list(SPECIALS)
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, again.state_dict()[name]), name


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(FileNotFoundError, match="translator_9.pt"):
        runs.load("translator_9.pt")


@pytest.fixture(scope="module")
def task():
    return runs.task()


def test_training_again_gives_the_stored_row(task):
    row, _ = remake.translation_row(task, **remake.QUICK)
    stored = runs.stored_rows(remake.QUICK["steps"])[remake.QUICK["score"], remake.QUICK["seed"]]
    assert row.keys() == stored.keys() and row["parameters"] == stored["parameters"]
    assert row["loss"] == pytest.approx(stored["loss"], abs=0.02)
    assert row["aer"] == pytest.approx(stored["aer"], abs=0.03)


@pytest.mark.parametrize("seed", remake.SEEDS)
def test_a_stored_row_belongs_to_the_stored_translator(task, seed):
    trained = runs.load(f"translator_{seed}.pt")
    assert list(trained.english) == list(task.english)
    assert list(trained.french) == list(task.french)
    found = runs.measure(trained, task)
    row = runs.stored_rows(remake.KEPT_STEPS)["additive", seed]
    assert found["running"] == row["running"] == {"boat": True, "cheque": True}
    assert found["aer"] == pytest.approx(row["aer"], abs=0.005)
    for bucket, score in found["bleu"].items():
        assert score == pytest.approx(row["bleu"][bucket], abs=1), bucket


@pytest.mark.parametrize("seed", remake.MORE_SEEDS)
def test_attention_is_far_ahead_at_equal_size_in_every_stored_seed(seed):
    rows = runs.stored_rows()
    looking, plain = rows["additive", seed], rows[None, seed]
    assert abs(plain["parameters"] / looking["parameters"] - 1) <= 0.01
    assert looking["bleu"]["17–20"] >= 90 and plain["bleu"]["17–20"] < 50
    assert seed not in remake.SEEDS or {(score, seed) for score in runs.SCORE_NAMES} <= set(rows)


def test_three_times_the_training_helps_and_does_not_close_the_gap():
    rows, longer = runs.stored_rows(), runs.stored_rows(remake.LONGER)[None, 0]
    looking, plain = rows["additive", 0], rows[None, 0]
    assert longer["parameters"] == plain["parameters"] and longer["loss"] < plain["loss"]
    for bucket, score in longer["bleu"].items():
        assert plain["bleu"][bucket] < score < looking["bleu"][bucket], bucket
    assert looking["bleu"]["17–20"] - longer["bleu"]["17–20"] >= 40


def test_a_wider_state_and_far_more_training_carry_more():
    wide, usual, narrow = (
        runs.stored_rows(width=width)[runs.ONE_WAY, 0] for width in (448, runs.WIDTH, 48)
    )
    longest = runs.stored_rows(**remake.LONGEST)[runs.ONE_WAY, 0]
    for bucket, score in usual["bleu"].items():
        assert narrow["bleu"][bucket] < score < wide["bleu"][bucket], bucket
        assert score < longest["bleu"][bucket], bucket
    assert longest["parameters"] == usual["parameters"]


def test_the_running_sentences_come_out_right_in_most_trainings_of_the_usual_length():
    right = [all(runs.stored_rows()["additive", seed]["running"].values())
             for seed in remake.MORE_SEEDS]  # fmt: skip
    assert sum(right) >= 4 and all(right[2:])


def test_the_dial_turns_from_narrow_to_wide_and_to_more_training():
    curves = runs.dial()
    assert list(curves)[:3] == ["48 numbers", "192 numbers", "448 numbers"]
    assert list(curves)[3:] == ["192, 8 × the sentences"]
    narrow, usual, wide, longer = curves.values()
    assert list(runs.stored_rows()[runs.ONE_WAY, 0]["bleu"].values()) == usual
    assert narrow[-1] < usual[-1] <= wide[-1] < longer[-1]
