"""Tasks and readers of other sizes than those of the pages; beside test_other_inputs.py."""

from lecture_utils import corpus
from lecture_utils.experiments import reading, translation_runs
from tests.experiments.inputs.test_other_inputs import small_task, translator


def test_a_task_of_another_size_learns_nothing_that_is_tested(monkeypatch):
    monkeypatch.setattr(translation_runs, "PAIRS", 240)
    monkeypatch.setattr(translation_runs, "SHORT", 40)
    monkeypatch.setattr(translation_runs, "by_length", list)
    usual, larger = translation_runs.task(240), translation_runs.task(300)
    assert usual.test == larger.test and usual.train != larger.train
    for task in (usual, larger):
        learned = {tuple(pair.english) for pair in task.train}
        assert not learned & {tuple(pair.english) for pair in task.test}
        assert len(larger.train) > len(usual.train) > 216


def test_a_reader_is_measured_by_every_number_of_its_row(monkeypatch):
    monkeypatch.setattr(reading, "LONG", (9, 20))
    monkeypatch.setattr(reading, "PROBED", range(8))
    pairs = corpus.generate(90, seed=8, min_words=9, max_words=20, words="core")
    pairs[0] = corpus.generate(1, seed=5, min_words=24, words="core")[0]
    task, trained = small_task(pairs), translator("one way", pairs)
    assert len(reading.probed(task, [trained.model.encoder])[0][0]) == 8
    row = reading.measure(trained, task)
    by_place = {"led", "alone", "in_order", "by_luck", "other_english"}
    assert set(row) == {"bleu", "order", "inside", "nouns", "gradient"} | by_place
