"""The report on alignments, against hand counts, brute force and a property."""

import itertools

import pytest
import torch

from lecture_utils.corpus.pair import Pair
from lecture_utils.experiments.alignment import (
    best_error_rate,
    best_links,
    corner,
    counted_links,
    first_corner,
    forced_maps,
    looks_ahead,
    missed_words,
    misses,
    multiply_adds,
    natural_words,
    on_gold,
    share_on_gold,
    softest,
    target_classes,
)
from lecture_utils.metrics import alignment_error_rate, links_from_weights
from lecture_utils.recurrent import AttentionDecoder, Decoder, Encoder, Translator
from lecture_utils.tokenizer import Vocabulary
from lecture_utils.translate import Trained

# she does not see the cat -> elle ne voit pas le chat; "near" -> "près de" has two French words
SEES = Pair(
    "she does not see the cat".split(),
    "elle ne voit pas le chat".split(),
    {(0, 0), (2, 1), (1, 2), (3, 2), (2, 3), (4, 4), (5, 5)},
    ["pronoun", "auxiliary", "negation", "verb", "determiner", "noun"],
)
NEAR = Pair(
    "near us".split(), "près de nous".split(), {(0, 0), (0, 1), (1, 2)}, ["preposition", "pronoun"]
)


def one_hot(sources, length):
    return torch.eye(length)[list(sources)]


def test_a_french_word_has_the_class_of_the_words_it_comes_from():
    assert target_classes(SEES) == ["pronoun", "negation", "verb", "negation", "determiner", "noun"]
    assert target_classes(Pair(["a"], ["un", "euh"], {(0, 0)}, ["determiner"])) == [
        "determiner",
        None,
    ]


def test_words_on_gold_are_counted_by_class():
    # voit looks at "does" (gold too), pas at "see" (not gold), chat at "the" (not gold)
    maps = [one_hot([0, 2, 1, 3, 4, 4], 6), one_hot([0, 0, 0], 2)]
    counts = on_gold(maps, [SEES, NEAR])
    assert counts == {
        "noun": (0, 1),
        "verb": (1, 1),
        "pronoun": (1, 2),
        "negation": (1, 2),
        "preposition": (2, 2),
        "determiner": (1, 1),
    }
    assert share_on_gold(counts) == pytest.approx(6 / 9)
    assert share_on_gold(counts, ("noun", "verb")) == 0.5
    assert list(counts) == sorted(counts, key=list(counts).index)


def test_words_without_gold_are_left_out():
    pair = Pair(["a", "b"], ["x", "y"], {(0, 0)}, ["noun", "noun"])
    assert on_gold([one_hot([0, 1], 2)], [pair]) == {"noun": (1, 1)}


def test_misses_are_links_that_are_not_gold_in_the_order_of_writing():
    # elle at "cat", voit at "does" (gold), pas at "see", chat at "the"
    weights = one_hot([5, 2, 1, 3, 4, 4], 6)
    assert misses(weights, SEES) == [(5, 0), (3, 3), (4, 5)]
    free = Pair(SEES.english, SEES.french, SEES.alignment - {(5, 5)}, SEES.classes)
    assert misses(weights, free) == [(5, 0), (3, 3)]  # "chat" has no gold to miss
    with pytest.raises(ValueError, match="a map must have shape"):
        misses(weights.T[:, :5], SEES)


def test_looking_ahead_is_looking_at_the_next_words_gold():
    # "ne" at "see" or "does", where the next word, "voit", comes from
    assert looks_ahead((3, 1), SEES) and looks_ahead((1, 1), SEES)
    assert not looks_ahead((2, 1), SEES) and not looks_ahead((5, 5), SEES)
    assert not looks_ahead((3, 3), SEES)  # "pas" at "see": that is the word before


def test_a_map_turned_round_is_refused():
    with pytest.raises(ValueError, match=r"\(target, source\) = \(3, 2\), got \(2, 3\)"):
        on_gold([torch.ones(2, 3)], [NEAR])


def test_a_share_of_no_words_is_refused():
    with pytest.raises(ValueError, match="there are noun"):
        share_on_gold({"noun": (1, 2)}, ("verb",))


def test_best_links_take_a_gold_link_where_there_is_one():
    assert best_links({(3, 0), (1, 0), (2, 2)}, 3) == {(1, 0), (0, 1), (2, 2)}


@pytest.mark.parametrize("alignment", [SEES.alignment, {(0, 0), (1, 0), (2, 1)}, {(2, 2)}])
def test_no_choice_of_one_link_per_word_has_a_lower_error_rate(alignment):
    sources, targets = 3, 3
    gold = {(s, t) for s, t in alignment if s < sources and t < targets}
    every = (
        alignment_error_rate({(s, t) for t, s in enumerate(chosen)}, gold)
        for chosen in itertools.product(range(sources), repeat=targets)
    )
    pair = Pair(["a"] * sources, ["b"] * targets, gold)
    assert best_error_rate([pair]) == pytest.approx(min(every))


def test_best_error_rate_pools_its_counts():
    # SEES: 6 links of 7; NEAR: 3 links of 3. 1 - 2 * 9 / (9 + 10)
    assert best_error_rate([SEES, NEAR]) == pytest.approx(1 - 18 / 19)


def small_model(decoder=AttentionDecoder):
    torch.manual_seed(0)
    english = Vocabulary.from_sentences([SEES.english, NEAR.english])
    french = Vocabulary.from_sentences([SEES.french, NEAR.french])
    encoder = Encoder(len(english), 8, 8, bidirectional=True)
    model = Translator(encoder, decoder(len(french), 8, 8)).eval()
    return Trained(model, english, french)


def test_forced_maps_fit_their_pairs_and_do_not_depend_on_company():
    trained = small_model()
    together = forced_maps(trained, [SEES, NEAR])
    alone = [forced_maps(trained, [pair])[0] for pair in (SEES, NEAR)]
    one_by_one = forced_maps(trained, [SEES, NEAR], size=1)
    for pair, *maps in zip((SEES, NEAR), together, alone, one_by_one, strict=True):
        assert maps[0].shape == (len(pair.french), len(pair.english))
        torch.testing.assert_close(maps[0].sum(dim=1), torch.ones(len(pair.french)))
        torch.testing.assert_close(maps[0], maps[1])
        torch.testing.assert_close(maps[0], maps[2])


def test_row_i_of_a_forced_map_writes_word_i():
    trained = small_model()
    model, english, french = trained
    [forced] = forced_maps(trained, [NEAR])
    source = torch.tensor([english.encode(NEAR.english)])
    memory = model.encoder(source, torch.tensor([2]))
    state = memory.last
    for row, before in zip(forced, ["<bos>", *NEAR.french], strict=False):
        word = torch.tensor([french.encode([before])])
        _, weights, state = model.decoder(word, state, memory)
        torch.testing.assert_close(row, weights[0, 0])
    assert len(links_from_weights(forced)) == 3


def test_a_model_without_attention_has_no_maps():
    trained = small_model(Decoder)
    with pytest.raises(ValueError, match="without|no weights"):
        forced_maps(trained, [NEAR])


BOAT = Pair(
    "the white boat sleeps".split(), "le bateau blanc dort".split(),
    {(0, 0), (1, 2), (2, 1), (3, 3)}, ["determiner", "adjective", "noun", "verb"], {(1, 2)},
)  # fmt: skip
ON_GOLD, OFF = one_hot([0, 2, 1, 3], 4), one_hot([0, 2, 2, 3], 4)


def test_the_missed_words_are_counted_in_french():
    assert missed_words([OFF, ON_GOLD, OFF], [BOAT] * 3) == {"blanc": 2}


def test_the_corner_is_where_adjective_and_noun_change_places():
    assert corner(BOAT) == (1, 1, 2, 2)
    straight = Pair(["small", "cat"], ["petit", "chat"], {(0, 0), (1, 1)}, [], {(0, 1)})
    with pytest.raises(ValueError, match="no adjective changes places in 'small cat'"):
        corner(straight)


def test_the_first_corner_is_all_on_gold_and_of_the_asked_length():
    straight = Pair(["a", "small", "black", "cat"], ["un", "petit", "chat", "noir"], set())
    pairs, maps = [BOAT, straight, BOAT, BOAT], [OFF, ON_GOLD, ON_GOLD, ON_GOLD]
    assert first_corner(maps, pairs, shortest=4) == (2, (1, 1, 2, 2))  # the first map has a miss
    with pytest.raises(ValueError, match="no pair of 7 to 9 words"):
        first_corner(maps, pairs)


def test_the_softest_map_is_the_one_that_shares_most():
    soft = 0.6 * ON_GOLD + 0.1
    assert softest([ON_GOLD, soft, ON_GOLD], [BOAT] * 3, shortest=4) == 1
    sure = torch.zeros_like(ON_GOLD)
    sure[:, 0] = 1  # each row is sure, of the same word: that is not soft
    assert softest([ON_GOLD, sure, soft], [BOAT] * 3, shortest=4) == 2
    with pytest.raises(ValueError, match="6 to 10 French words"):
        softest([soft], [BOAT])


def test_products_are_counted_as_the_formulas_say():
    # 2 source and 3 target words, states of 4: 6 pairs
    assert multiply_adds("dot", 2, 3, 4) == multiply_adds("scaled", 2, 3, 4) == 24
    assert multiply_adds("bilinear", 2, 3, 4) == 3 * 16 + 24
    assert multiply_adds("additive", 2, 3, 4) == 5 * 2 * 4 + 6 * 2
    with pytest.raises(ValueError, match="got 'cosine'"):
        multiply_adds("cosine")


def test_counting_finds_what_meets_in_the_same_pairs():
    learn = [Pair(["the", "cat"], ["le", "chat"]), Pair(["the", "dog"], ["le", "chien"]),
             Pair(["a", "cat"], ["un", "chat"])]  # fmt: skip
    assert counted_links(learn, [Pair(["the", "cat"], ["chat", "le"])]) == [{(1, 0), (0, 1)}]


def test_natural_words_leave_punctuation_out():
    pair = Pair(["why", "not", "?"], ["pourquoi", "pas", "?"])
    assert natural_words([pair]) == [(["why", "not"], ["pourquoi", "pas"])]
