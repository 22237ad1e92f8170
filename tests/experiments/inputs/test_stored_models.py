"""Models that are stored: what a file holds, that it comes back whole, and what is refused."""

import pytest
import torch

from lecture_utils.experiments import language_models, real_translation, translation_runs
from lecture_utils.tokenizer import SPECIALS
from tests.experiments.inputs.test_other_inputs import language_model, small_task, stored


def test_a_language_model_is_stored_with_its_words_sizes_and_loss(tmp_path, monkeypatch):
    tiny = language_model()
    language_models.save(tmp_path / "tiny.pt", tiny, 1.23456)
    kept = torch.load(tmp_path / "tiny.pt", weights_only=True)
    assert set(kept) == {"words", "sizes", "loss", "state"} and kept["loss"] == 1.235
    assert kept["words"] == list(tiny.vocabulary) and kept["words"][4] == "<mask>"
    monkeypatch.setattr(language_models, "data_path", lambda name: tmp_path / name)
    for pytorch in (False, True):
        model, vocabulary = language_models.load("tiny.pt", pytorch)
        assert list(vocabulary) == list(tiny.vocabulary) and not model.training
        ids = torch.tensor([[2, 7, 9]])
        torch.testing.assert_close(model(ids)[0], tiny.model(ids)[0], atol=1e-5, rtol=1e-5)
        kind = type(model.blocks[0].attention)
        assert (kind is torch.nn.MultiheadAttention) == pytorch


def real(seed=0):
    task = small_task()
    torch.manual_seed(seed)
    model = real_translation.build(task.english, task.french, 10, 6)
    return real_translation.Trained(model, task.english, task.french)


def test_a_real_translator_is_stored_in_halves_and_comes_back_as_it_was(tmp_path):
    trained, path = real(), tmp_path / "real.pt"
    real_translation.save(path, trained)
    kept = torch.load(path, weights_only=True)
    assert set(kept) == {"english", "french", "state"} and not {*kept["english"]} & {*SPECIALS}
    assert {numbers.dtype for numbers in kept["state"].values()} == {torch.float16}
    assert set(trained.model.state_dict()) - set(kept["state"]) == {real_translation.TIED}
    again = real_translation.load(path)
    assert not again.model.training and again.model.decoder.output.weight.dtype == torch.float32
    for name, numbers in trained.model.state_dict().items():
        assert torch.equal(numbers.half().float(), again.model.state_dict()[name]), name
    assert [list(again.english), list(again.french)] == [
        list(trained.english),
        list(trained.french),
    ]


def test_what_is_no_stored_translator_is_named(tmp_path):
    with pytest.raises(FileNotFoundError):
        real_translation.load(tmp_path / "nowhere.pt")
    (tmp_path / "bytes.pt").write_bytes(b"no pickle at all" * 20)
    with pytest.raises(ValueError, match="bytes.pt is not a stored translator"):
        real_translation.load(tmp_path / "bytes.pt")
    for row, wrong in enumerate(([1, 2], {"english": [], "french": []})):
        torch.save(wrong, tmp_path / f"{row}.pt")
        with pytest.raises(ValueError, match=f"{row}.pt: expected english, french and state"):
            real_translation.load(tmp_path / f"{row}.pt")


def test_hidden_features_are_hidden_in_training_only():
    task, ids = small_task(), (torch.tensor([[5, 6, 7]]), torch.tensor([3]))
    for share, same in ((0.0, True), (0.6, False)):
        torch.manual_seed(0)
        model = real_translation.build(task.english, task.french, 10, 6, share)
        assert torch.equal(model.encoder(*ids).last, model.encoder(*ids).last) == same
        model.eval()
        assert torch.equal(model.encoder(*ids).last, model.encoder(*ids).last)


@pytest.mark.parametrize("score", ["dot", None])
def test_a_translator_is_stored_with_its_score(tmp_path, monkeypatch, score):
    _, english, french = stored()
    model = translation_runs.build(english, french, score)
    trained = translation_runs.Trained(model, english, french)
    translation_runs.save(tmp_path / "one.pt", trained, score)
    kept = torch.load(tmp_path / "one.pt", weights_only=True)
    assert set(kept) == {"english", "french", "score", "state"} and kept["score"] == score
    assert not {*kept["french"]} & {*SPECIALS}
    monkeypatch.setattr(translation_runs, "data_path", lambda name: tmp_path / name)
    again = translation_runs.load("one.pt")
    assert type(again.model.decoder) is type(model.decoder) and not again.model.training
