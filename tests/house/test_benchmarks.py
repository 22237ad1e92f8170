"""The benchmarks' programs run, on small sizes: what they print is there and means something."""

import json
import runpy
import sys
from pathlib import Path

import pytest
import torch

from lecture_utils import corpus
from lecture_utils.experiments import real_translation
from lecture_utils.tokenizer import Vocabulary
from lecture_utils.training import Training
from lecture_utils.translate import Trained
from tests.benchmarks import __main__ as everything
from tests.benchmarks import attention, tokenizer, translation


@pytest.fixture(autouse=True)
def threads():
    """The programs set the number of threads; the tests after these keep theirs."""
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def printed(capsys):
    """The JSON line, and the table below it."""
    line, table = capsys.readouterr().out.split("\n", 1)
    return json.loads(line), table


def test_attention(capsys):
    sizes = ["--batch", "1", "--heads", "2", "--d-k", "4", "--repeats", "1", "--threads", "1"]
    attention.main(["--lengths", "128", *sizes])
    found, table = printed(capsys)
    assert [row["pass"] for row in found["rows"]] == ["forward", "forward + backward"]
    for row in found["rows"]:
        assert set(row["ratios"]) == set(attention.PAIRS) and min(row["ratios"].values()) > 0
        assert min(row["peak_megabytes"].values()) > 0
    assert table.count("goal: at most 1.0") == 4


@pytest.mark.parametrize(
    "run, megabytes", [(lambda x: x + 1, 1), (lambda x: (x + 1) + 1, 2), (lambda x: x, 0)]
)
def test_peak_memory_is_what_is_held_at_once(run, megabytes):
    x = torch.ones(2**18, requires_grad=True)  # 1 MiB
    peak = attention.peak_megabytes(run, x, backward=False)
    assert peak == pytest.approx(megabytes, abs=0.01)


def test_attention_compares_equals_only(monkeypatch):
    def turned(*sizes):
        return {name: lambda x, name=name: x * len(name) for name in found(*sizes)}

    found = attention.variants
    monkeypatch.setattr(attention, "variants", turned)
    with pytest.raises(AssertionError, match="differ"):
        attention.compare([4], batch=1, heads=1, d_k=2, repeats=1)


def test_tokenizer(tmp_path, capsys):
    text = tmp_path / "text.txt"
    text.write_text("the old cat does not see the white boat near the bank\n" * 50)
    tokenizer.main(["--text", str(text), "--vocab-size", "270", "--repeats", "1"])
    found, table = printed(capsys)
    assert found["round_trip"] and found["vocab_size"] == found["library_vocab_size"] == 270
    assert "goal: at least 1" in table


def test_translation(tmp_path, capsys):
    pairs = corpus.generate(60, seed=3, max_words=6, words="core")
    lines = [f"{' '.join(pair.english)}\t{' '.join(pair.french)}\n" for pair in pairs]
    train, test = tmp_path / "train.tsv", tmp_path / "test.tsv"
    train.write_text("".join(lines[:50]), encoding="utf-8")
    test.write_text("".join(lines[45:]), encoding="utf-8")
    files = ["--train", str(train), "--test", str(test)]
    translation.main([*files, "--seconds", "0.5", "--threads", "1"])
    found, table = printed(capsys)
    assert found["test_pairs"] == 10 and found["test_pairs_left_out"] == 5
    assert found["steps"] > 0 and "tokens_per_second" in table

    translation.main([*files, "--seconds", "0.5", "--threads", "2"])
    assert printed(capsys)[0]["learners"] == 2

    train.write_text("a cat\tun chat\nno tab here\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="line 2"):
        translation.main([*files, "--seconds", "0.5"])


def test_two_learners_count_and_train_as_two():
    pairs = corpus.generate(60, seed=3, max_words=6, words="core")
    sizes = {"d_model": 8, "hidden": 16, "size": 10, "steps": 12}
    one, two = (
        translation.run(pairs[:50], pairs[50:], 60, learners=number, **sizes) for number in (1, 2)
    )
    assert (one["steps"], two["steps"]) == (12, 24)
    assert two["passes"] == pytest.approx(2 * one["passes"], rel=0.3)
    assert one["parameters"] == two["parameters"]


def test_settings_reach_the_training(monkeypatch):
    given, made = [], []

    def fit(model, *_, **options):
        given.append((options["last_rate"], options["peak_rate"]))
        model.eval()
        return Training([1.0], 1.0, False)

    monkeypatch.setattr(translation, "fit", fit)
    monkeypatch.setattr(
        translation, "SampledCrossEntropy",
        lambda *given, _real=translation.SampledCrossEntropy: made.append(given) or _real(*given),
    )  # fmt: skip
    pairs = corpus.generate(20, seed=3, max_words=6, words="core")
    translation.run(
        pairs[:15], pairs[15:], 60, learners=4, d_model=8, hidden=16, smoothing=0.2,
        last_rate=0.5, peak_rate=3.0,
    )  # fmt: skip
    assert given == 4 * [(0.5, 1.5)] and {smoothing for *_, smoothing in made} == {0.2}
    assert {order for _, _, order, _ in made} == {0, 1_000, 2_000, 3_000}


def test_a_stored_translator_is_scored_greedy_and_with_a_beam(tmp_path, capsys):
    pairs = corpus.generate(20, seed=3, max_words=6, words="core")
    english, french = (
        Vocabulary.from_sentences(getattr(pair, side) for pair in pairs)
        for side in ("english", "french")
    )
    model = real_translation.build(english, french, d_model=8, hidden=16)
    real_translation.save(tmp_path / "model.pt", Trained(model, english, french))
    test = tmp_path / "test.tsv"
    lines = [f"{' '.join(pair.english)}\t{' '.join(pair.french)}\n" for pair in pairs]
    test.write_text("".join(lines), encoding="utf-8")
    files = ["--model", str(tmp_path / "model.pt"), "--test", str(test), "--threads", "1"]
    translation.main([*files, "--beam", "2"])
    found, _ = printed(capsys)
    assert found["beam"] == 2 and {"bleu", "bleu_beam"} <= set(found)
    assert found["test_pairs"] == 20 and found["model"].endswith("model.pt")

    translation.main(files)
    assert "bleu_beam" not in printed(capsys)[0]
    files[1] = str(test)
    with pytest.raises(SystemExit, match="cannot read the model"):
        translation.main(files)
    with pytest.raises(SystemExit):
        translation.main(["--test", str(test)])
    assert "--model FILE" in capsys.readouterr().err


@pytest.fixture
def ran(monkeypatch):
    """Which benchmarks ran, and with what; none runs really. No variable names a file."""
    found = []
    for name, program in everything.PROGRAMS.items():
        monkeypatch.setattr(program, "main", lambda given, name=name: found.append((name, given)))
    for variable in ("TRAIN", "TEST"):
        monkeypatch.delenv(variable, raising=False)
    return found


@pytest.mark.parametrize("program", ["__main__", *everything.PROGRAMS])
def test_help_runs_nothing(program, ran, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [program, "--help"])
    path = Path(everything.__file__).with_name(f"{program}.py")
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(path), run_name="__main__")
    assert left.value.code == 0 and ran == []
    assert capsys.readouterr().out.startswith("usage:")


def test_all_run_or_those_that_are_named(ran, monkeypatch, capsys):
    alone = [(name, []) for name in ("series", "tokenizer", "attention")]
    everything.main([])
    assert ran == alone and "translation: skipped" in capsys.readouterr().out
    ran.clear()
    everything.main(["attention", "tokenizer"])
    assert ran == [alone[2], alone[1]]
    ran.clear()
    files = ["--train", "a.tsv", "--test", "b.tsv"]
    everything.main(["translation", *files])
    monkeypatch.setenv("TRAIN", "a.tsv")
    monkeypatch.setenv("TEST", "b.tsv")
    everything.main([])
    assert ran == [("translation", files), *alone, ("translation", files)]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("given", [["translation", "tokenizer"], ["tokenize"]])
def test_a_wrong_line_runs_nothing(given, ran, capsys):
    with pytest.raises(SystemExit):
        everything.main(given)
    assert ran == [] and capsys.readouterr().err.startswith("usage:")
