"""What notebook 11 measures, on small cases made by hand, and on MiniLM where it is."""

import json
import math

import pytest
import torch
from torch.nn import functional as F

from lecture_utils import embeddings, pretrained
from lecture_utils.experiments import real_bert, similarity
from lecture_utils.paths import data_path
from lecture_utils.pretrained import load_bert
from tests.taught.test_pretrained import minilm, write_bert


@pytest.fixture(scope="module")
def bert():
    return load_bert(minilm())


@pytest.fixture
def small(tmp_path):
    return load_bert(write_bert(tmp_path))


def test_the_nearest_other_vector_is_asked_by_cosine():
    states = torch.tensor([[[1.0, 0], [9, 1], [0, 1], [0, 2]], [[1, 0], [0, 1], [9, 1], [1, 9]]])
    right = real_bert.same_sense(states, ["a", "a", "b", "b"])
    assert right.tolist() == [[True] * 4, [False] * 4]


def test_states_of_a_word_are_those_at_its_place(small):
    texts = ["The cat.", "See the boat see."]
    with pytest.raises(ValueError, match="'see' must be one token, once, in 'The cat.'"):
        real_bert.word_states(small, "see", texts)
    with pytest.raises(ValueError, match="'dog' must be one token"):
        real_bert.word_states(small, "dog", texts)
    found = real_bert.word_states(small, "the", texts)
    for row, (text, place) in enumerate(zip(texts, (1, 2), strict=True)):
        alone = torch.stack(small(small.encode(text)[0])[0])[:, 0, place]
        assert torch.allclose(found[:, row], alone, atol=1e-5)


def test_the_control_knows_the_other_words_alone_and_rare_ones_count_more(small, monkeypatch):
    stories = ["The cat. The cat.", "See the boat.", "The cat and the boat."]
    monkeypatch.setattr(real_bert, "paragraphs", lambda: [("A", part) for part in stories])
    found = real_bert.other_rows(small, "the", ["The cat see.", "See the boat see."])
    in_three, in_two, in_one = (math.log(4 / (count + 1)) for count in (3, 2, 1))
    for row, words in enumerate((
        [("cat", in_two), ("see", in_one), (".", in_three)],
        [("see", in_one), ("boat", in_two), ("see", in_one), (".", in_three)],
    )):  # fmt: skip
        parts = [share * small.E[small.tokenizer.token_to_id(word)] for word, share in words]
        assert torch.allclose(found[row], sum(parts) / sum(share for _, share in words))
    with pytest.raises(ValueError, match="'sofa' is not one token"):
        real_bert.other_rows(small, "sofa", ["The cat."])


def test_habits_are_means_over_the_inner_queries():
    class Stub:
        layers, heads = [None], 1

        def encode(self, text):
            return torch.zeros(1, len(text), dtype=torch.long), None

        def __call__(self, ids):
            n = ids.shape[1]
            return None, [(torch.arange(n * n).reshape(1, 1, n, n)).float()]

    looks = real_bert.head_habits(Stub(), ["abcdef"])
    # queries 2 and 3 of 6: row q has 6 q + k
    assert {place: table.item() for place, table in looks.items()} == {
        "the word before": (13 + 20) / 2, "the word after": (15 + 22) / 2, "[CLS]": (12 + 18) / 2
    }  # fmt: skip


def test_sentence_vectors_leave_the_padding_out_and_keep_the_order(small):
    texts = ["The cat.", "The cats see the boat.", "Boat."]
    together = real_bert.sentence_vectors(small, texts, batch=2)
    for text, vector in zip(texts, together, strict=True):
        mean = small(small.encode(text)[0])[0][-1][0].mean(dim=0)
        assert torch.allclose(vector, F.normalize(mean, dim=0), atol=1e-5)
    pair = (texts[0], texts[1])
    assert real_bert.likeness(small, [pair])[pair] == pytest.approx(
        float(together[0] @ together[1]), abs=1e-5
    )
    at_input = [small(small.encode(text)[0])[0][0][0].mean(dim=0) for text in pair]
    assert real_bert.likeness(small, [pair], layer=0)[pair] == pytest.approx(
        float(F.cosine_similarity(*at_input, dim=0)), abs=1e-5
    )


def test_word_overlap_prefers_rare_shared_words_in_short_texts():
    texts = ["the cat sat", "the dog sat", "the dog and the cow and the pig sat", "a hen"]
    scores = real_bert.word_overlap(["Where did the dog sit?", "Hen?"], texts)
    assert scores.shape == (2, 4)
    assert scores[0].argsort(descending=True).tolist()[:2] == [1, 2] and scores[0, 3] == 0
    assert scores[1].nonzero().flatten().tolist() == [3]
    assert scores[0, 1] > scores[0, 0] > 0  # "dog" is rarer than "the"


def test_bm25_on_paper():
    [[score, none]] = real_bert.word_overlap(["cat"], ["cat cat", "dog"]).tolist()
    rare = torch.log(torch.tensor(1 + 1.5 / 1.5)).item()  # 2 texts, 1 has it
    held = 1.5 * (1 - 0.75 + 0.75 * 2 / 1.5)
    assert score == pytest.approx(rare * 2 * 2.5 / (2 + held)) and none == 0


def test_what_counts_as_found():
    scores = torch.tensor([[3.0, 2, 1], [1, 2, 3]])
    assert real_bert.found_within(scores, [0, 0], 1).tolist() == [True, False]
    assert real_bert.found_within(scores, [0, 0], 3).tolist() == [True, True]
    assert real_bert.found_within(scores, [1, 1], 1).tolist() == [False, False]
    assert real_bert.found_within(scores, [1, 1], 2).tolist() == [True, True]
    asked = [real_bert.Question("?", 0), real_bert.Question("?", 1)]
    stories = [("A", ""), ("B", ""), ("B", "")]
    assert real_bert.answered(scores, asked, stories) == {
        "found first": 1, "among five": 2, "the right story": 2
    }  # fmt: skip


def test_the_questions_lead_to_their_paragraphs():
    places = real_bert.paragraphs()
    question = real_bert.story_questions()[0]
    assert "flying animal" in question.text
    title, part = places[question.answer]
    assert title == "A Bat in the Kitchen" and part.startswith("She remembered")
    with pytest.raises(ValueError, match="word must be one of"):
        real_bert.word_senses("cat")


def test_changed_sentences_come_by_kind_and_end_with_the_next_one():
    changed = real_bert.changed_sentences()
    assert [len(pairs) for pairs in changed.values()] == [12] * 6
    firsts = [before for before, _ in changed["'not' put in"]]
    assert all([before for before, _ in pairs] == firsts for pairs in changed.values())
    assert changed["another sentence"][0] == (firsts[0], firsts[1])
    assert changed["another sentence"][-1] == (firsts[-1], firsts[0])


def test_an_untrained_gpt2_writes_the_same_with_kept_keys():
    model = real_bert.random_gpt2(d_model=16, heads=2, layers=2, longest=9, vocab=20)
    ids = torch.arange(8)[None]
    first, past = model(ids[:, :5])
    assert torch.allclose(model(ids)[0][:, 5:], model(ids[:, 5:], past)[0], atol=1e-4)
    times = real_bert.seconds_per_word(model, [2, 8], repeats=1)
    assert [len(row) for row in times.values()] == [2, 2] and min(map(min, times.values())) > 0


def test_an_untrained_gpt2_does_not_repeat_its_last_word_for_ever():
    model, ids = real_bert.random_gpt2(layers=4), torch.tensor([[3, 1, 4, 1, 5]])
    for _ in range(60):
        ids = torch.cat([ids, model(ids)[0][:, -1:].argmax(dim=-1)], dim=1)
    assert len(ids.unique()) > 8  # else two texts that agree show nothing


def test_a_text_is_continued_the_same_at_the_same_seed():
    model = real_bert.random_gpt2(d_model=16, heads=2, layers=1, longest=30, vocab=20)

    class Letters:
        def encode(self, text):
            return type("Encoded", (), {"ids": [ord(letter) - 97 for letter in text]})

        def decode(self, ids):
            return "".join(chr(97 + number) for number in ids)

    model.tokenizer = Letters()
    cold = [real_bert.continued(model, "abc", 9, 0.01, seed) for seed in (0, 1)]
    assert len(cold[0]) == 12 and cold[0].startswith("abc") and cold[0] == cold[1]
    hot = [real_bert.continued(model, "abc", 9, 50.0, seed) for seed in (0, 1, 0)]
    assert hot[0] == hot[2] != hot[1]


# On MiniLM


def test_the_stored_rows_are_found_again(bert):
    stored = json.loads(data_path("minilm_rows.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(real_bert.real_rows(bert)))
    assert made.keys() == stored.keys()
    assert made["counts"] == stored["counts"]
    for name in ("nearest", "analogy"):
        for word, rows in stored[name].items():
            assert [near for near, _ in made[name][word]] == [near for near, _ in rows]
    assert [row[:2] + row[3:] for row in made["opposites"]] == [
        row[:2] + row[3:] for row in stored["opposites"]
    ]
    cosines = torch.tensor(made["kinds"][1]) - torch.tensor(stored["kinds"][1])
    assert cosines.abs().max() < 2e-3


def test_what_the_stored_rows_say():
    real = embeddings.load_real_rows()
    assert [word for word, _ in real.nearest["cat"][:2]] == ["cats", "kitten"]
    assert real.opposites["cold", "hot"][1] == 13 and len(real.opposites) >= 8
    words, cosines = real.kinds
    assert cosines.shape == (len(words), len(words)) and torch.equal(cosines, cosines.T)
    assert real.analogy["woman - man + king"][0][0] == "king"
    assert real.counts["gives an input back"] == real.counts["asked"] > 0


def test_ranks_count_whole_words_only(bert):
    nearest = [word for word, _ in real_bert.nearest_words(bert, "hot", 12)]
    assert "hot" not in nearest and all(word.isalpha() for word in nearest)
    assert [real_bert.rank(bert, "hot", word) for word in nearest] == list(range(1, 13))
    with pytest.raises(ValueError, match="'unbelievableness' is not one token"):
        real_bert.rank(bert, "hot", "unbelievableness")


def test_adjectives_choose_among_the_rows_of_one_token(bert):
    found = similarity.adjectives_find_in(bert, sentences=60)
    asked = {name: sum(roles.values()) for name, roles in found.items()}
    assert (
        asked["cosine"] == asked["dot product"] == pytest.approx(asked["blind"]) and asked["blind"]
    )
    assert found["cosine"]["another adjective"] > found["blind"]["another adjective"]


def test_open_minilm_is_find_and_load(monkeypatch, bert):
    monkeypatch.setenv(pretrained.VARIABLE, str(minilm()))
    assert torch.equal(pretrained.open_minilm().E, bert.E)
