"""The recurrent translator: its steps against PyTorch's cells, padding, and free running."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from lecture_utils.attention import AdditiveScore, BilinearScore, DotScore, make_score
from lecture_utils.recurrent import (
    AttentionDecoder,
    Decoder,
    Encoder,
    Memory,
    Translator,
    WordVectors,
    gru_step,
    parameter_count,
    read_padded,
    rnn_step,
    translation_loss,
    width_with_parameters,
)
from lecture_utils.tokenizer import BOS, EOS, PAD
from lecture_utils.training import add_dropout, make_batch, pad

SCORES = ("additive", "dot", "scaled", "bilinear")
VOCAB = 20
torch.set_num_threads(1)  # models this small gain nothing from two
sentences = st.lists(
    st.lists(st.integers(4, VOCAB - 1), min_size=1, max_size=9), min_size=1, max_size=5
)


def translator(score="additive", bidirectional=True, seed=0):
    """A small untrained model; score None: no attention."""
    torch.manual_seed(seed)
    encoder = Encoder(VOCAB, 8, 12, bidirectional)
    if score is None:
        return Translator(encoder, Decoder(VOCAB, 8, 12)).eval()
    return Translator(encoder, AttentionDecoder(VOCAB, 8, 12, score)).eval()


# one step


def test_rnn_step_by_hand():
    x, state = torch.tensor([1.0, 2.0]), torch.tensor([0.5])
    W_x, W_h, b = torch.tensor([[0.3, -0.1]]), torch.tensor([[2.0]]), torch.tensor([-0.1])
    # 0.3 - 0.2 + 1.0 - 0.1 = 1.0
    assert rnn_step(x, state, W_x, W_h, b) == pytest.approx(0.761594, abs=1e-6)


def test_rnn_step_is_pytorchs():
    torch.manual_seed(0)
    cell, x, state = nn.RNNCell(5, 7), torch.randn(3, 5), torch.randn(3, 7)
    ours = rnn_step(x, state, cell.weight_ih, cell.weight_hh, cell.bias_ih + cell.bias_hh)
    torch.testing.assert_close(ours, cell(x, state))


def test_gru_step_is_pytorchs():
    torch.manual_seed(0)
    cell, x, state = nn.GRUCell(5, 7), torch.randn(3, 5), torch.randn(3, 7)
    ours = gru_step(x, state, cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)
    torch.testing.assert_close(ours, cell(x, state))


def test_gru_step_keeps_the_state_when_the_update_gate_is_open():
    wide_open = torch.tensor([0.0, 100.0, 0.0])
    state = torch.tensor([0.3])
    after = gru_step(torch.ones(1), state, torch.ones(3, 1), torch.ones(3, 1), wide_open, wide_open)
    torch.testing.assert_close(after, state)


# padding


def same_padded_or_not(read):
    """read(vectors, lengths) -> states, last: equal for a sentence alone and among longer ones."""
    torch.manual_seed(1)
    vectors, lengths = torch.randn(3, 6, 4), torch.tensor([2, 6, 4])
    states, last = read(vectors, lengths)
    for row, length in enumerate(lengths):
        alone, alone_last = read(vectors[row : row + 1, :length], lengths[row : row + 1])
        torch.testing.assert_close(states[row : row + 1, :length], alone)
        torch.testing.assert_close(last[:, row : row + 1], alone_last)
        assert not states[row, length:].any()


@pytest.mark.parametrize("bidirectional", [False, True])
def test_reading_padded_sentences_changes_nothing(bidirectional):
    gru = nn.GRU(4, 5, batch_first=True, bidirectional=bidirectional)
    same_padded_or_not(lambda vectors, lengths: read_padded(gru, vectors, lengths))


@pytest.mark.parametrize("bidirectional", [False, True])
def test_reading_without_packing_is_caught(bidirectional):
    gru = nn.GRU(4, 5, batch_first=True, bidirectional=bidirectional)
    with pytest.raises(AssertionError):
        same_padded_or_not(lambda vectors, lengths: gru(vectors))


def padding_is_harmless(model, sources, targets):
    """Logits and weights of each pair are equal alone and in a padded batch."""
    batch = make_batch(list(zip(sources, targets, strict=True)))
    logits, weights = model(batch.source, batch.lengths, batch.words)
    for row, (source, target) in enumerate(zip(sources, targets, strict=True)):
        one = make_batch([(source, target)])
        alone, alone_weights = model(one.source, one.lengths, one.words)
        length = len(target) + 1
        torch.testing.assert_close(logits[row, :length], alone[0])
        if weights is not None:
            torch.testing.assert_close(weights[row, :length, : len(source)], alone_weights[0])
            assert not weights[row, :, len(source) :].any()


@pytest.mark.parametrize("score", [*SCORES, None])
@settings(max_examples=15, deadline=None)
@given(sources=sentences)
def test_padding_changes_no_output(score, sources):
    padding_is_harmless(translator(score), sources, [source[::-1] for source in sources])


@pytest.mark.parametrize("score", SCORES)
def test_forgetting_the_mask_is_caught(score):
    model = translator(score)
    encode = model.encoder.forward

    def blind(source, lengths):
        memory = encode(source, lengths)
        return Memory(memory.states, memory.last, torch.ones_like(memory.mask))

    model.encoder.forward = blind
    with pytest.raises(AssertionError):
        padding_is_harmless(model, [[4, 5], [6, 7, 8, 9]], [[4], [5]])


def test_loss_leaves_the_padding_out():
    model = translator()
    pairs = [([4, 5], [6]), ([7, 8, 9], [10, 11, 12, 13, 14])]
    alone = [translation_loss(model, make_batch([pair])) for pair in pairs]
    # 2 and 6 words to write, counting <eos>
    expected = (2 * alone[0] + 6 * alone[1]) / 8
    torch.testing.assert_close(translation_loss(model, make_batch(pairs)), expected)


# attention


@pytest.mark.parametrize("score", SCORES)
def test_weights_sum_to_one_and_belong_to_the_words(score):
    model = translator(score)
    source, lengths = pad([[4, 5, 6], [7, 8, 9]])
    words = torch.tensor([[BOS, 4], [BOS, 5]])
    memory = model.encoder(source, lengths)
    _, weights, _ = model.decoder(words, memory.last, memory)
    assert weights.shape == (2, 2, 3)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 2))
    # whoever moves the encoder's states moves the weights with them: scores that ignore the
    # states (a famous bug) fail here
    order = [2, 0, 1]
    moved = Memory(memory.states[:, order], memory.last, memory.mask)
    torch.testing.assert_close(model.decoder(words, memory.last, moved)[1], weights[:, :, order])
    assert not torch.allclose(weights, weights[:, :, order])


def test_context_is_the_weighted_mean_of_the_states():
    model = translator("dot")
    memory = model.encoder(*pad([[4, 5, 6]]))
    states = torch.randn(1, 2, 12)
    context, weights = model.decoder.context(states, memory)
    by_hand = sum(weights[0, 1, j] * memory.states[0, j] for j in range(3))
    torch.testing.assert_close(context[0, 1], by_hand)


def test_scores_by_hand():
    query, key = torch.tensor([[[1.0, 2.0]]]), torch.tensor([[[3.0, 4.0], [0.0, 1.0]]])
    assert DotScore()(query, key).tolist() == [[[11.0, 2.0]]]
    assert make_score("scaled", 4)(query, key).tolist() == [[[5.5, 1.0]]]
    bilinear = BilinearScore(2, 2)
    bilinear.W.data = torch.tensor([[1.0, 2.0], [0.0, 1.0]])
    assert bilinear(query, key).tolist() == [[[19.0, 4.0]]]  # (1, 2) W = (1, 4)


def test_an_unknown_score_is_named():
    with pytest.raises(ValueError, match="additive, dot, scaled, bilinear; got 'cosine'"):
        make_score("cosine", 8)


@pytest.mark.parametrize("score, hidden", [("additive", 1), ("dot", 0), ("bilinear", -2)])
def test_a_score_needs_numbers_to_compare(score, hidden):
    with pytest.raises(ValueError, match=f"hidden must be at least .*got {hidden}"):
        make_score(score, hidden)


def test_two_directions_share_an_even_state():
    with pytest.raises(ValueError, match="even hidden .* got 7"):
        Encoder(VOCAB, 8, 7, bidirectional=True)
    assert Encoder(VOCAB, 8, 7).gru.hidden_size == 7


def test_without_attention_every_step_gets_the_last_state():
    model = translator(None)
    memory = model.encoder(*pad([[4, 5, 6], [7]]))
    context, weights = model.decoder.context(torch.randn(2, 3, 12), memory)
    assert weights is None
    torch.testing.assert_close(context, torch.stack([memory.last] * 3, dim=1))


# parameters


@pytest.mark.parametrize("score", [*SCORES, None])
def test_every_parameter_receives_a_gradient(score):
    model = translator(score).train()
    batch = make_batch([([4, 5, 6], [7, 8]), ([9, 10], [11, 12, 13])])
    translation_loss(model, batch).backward()
    idle = [name for name, weight in model.named_parameters() if not weight.grad.any()]
    assert idle == []


def test_the_plain_model_is_widened_to_equal_size():
    def make(width, score=None):
        encoder = Encoder(120, 64, width, bidirectional=True)
        if score is None:
            return Translator(encoder, Decoder(130, 64, width))
        return Translator(encoder, AttentionDecoder(130, 64, width, score))

    count = parameter_count(make(128, "additive"))
    width = width_with_parameters(count, make)
    assert width > 128
    assert parameter_count(make(width)) == pytest.approx(count, rel=0.01)
    with pytest.raises(ValueError, match="no width gives 1000"):
        width_with_parameters(1000, make)


def test_shared_parameters_count_once():
    decoder = Decoder(100, 8, 12)
    table, bias, combine = 100 * 8, 100, (24 + 1) * 8
    gru = 3 * 12 * (8 + 12 + 2)
    assert parameter_count(decoder) == table + bias + combine + gru
    decoder.combine.requires_grad_(False)
    assert parameter_count(decoder) == table + bias + gru


# free running


@pytest.mark.parametrize("score", [*SCORES, None])
def test_free_running_is_teacher_forcing_on_its_own_words(score):
    model = translator(score, seed=3)
    source, lengths = pad([[4, 5, 6, 7], [8, 9], [10, 11, 12]])
    written, weights = model.greedy(source, lengths, longest=8)
    read = torch.cat([torch.full((3, 1), BOS), written[:, :-1]], dim=1)
    logits, forced_weights = model(source, lengths, read)
    running = (written != PAD) | (written == EOS)
    assert (logits.argmax(-1)[running] == written[running]).all()
    if score is not None:
        torch.testing.assert_close(weights, forced_weights)


def test_free_running_writes_nothing_after_the_end():
    model = translator()
    with torch.no_grad():
        model.decoder.output.bias[EOS] = 100
    written, weights = model.greedy(*pad([[4, 5], [6]]), longest=8)
    assert written.tolist() == [[EOS], [EOS]] and weights.shape == (2, 1, 2)


def test_free_running_stops_at_the_longest():
    model = translator()
    with torch.no_grad():
        model.decoder.output.bias[7] = 100
    assert model.greedy(*pad([[4, 5]]), longest=4)[0].tolist() == [[7] * 4]


def test_free_running_ends_when_three_words_come_again():
    model = translator()
    with torch.no_grad():
        model.decoder.output.bias[7] = 100
    assert model.greedy(*pad([[4, 5]]), longest=60)[0].tolist() == [[7] * 6]


# words and dropout


def test_word_vectors_are_a_table_with_silent_padding():
    torch.manual_seed(0)
    words = WordVectors(50, 16)
    vectors = words(torch.tensor([[3, PAD]]))
    torch.testing.assert_close(vectors[0, 0], 4 * words.weight[3])
    assert not vectors[0, 1].any()
    assert words(torch.arange(4, 50)).std().item() == pytest.approx(1, abs=0.1)


def test_dropout_hides_the_same_features_at_every_position():
    model, batch = translator(), make_batch([([4, 5, 6], [7, 8]), ([9, 10, 11], [12, 13])])
    names, before = list(model.state_dict()), model(batch.source, batch.lengths, batch.words)[0]
    assert add_dropout(model, 0.5) is model and list(model.state_dict()) == names
    assert torch.equal(model(batch.source, batch.lengths, batch.words)[0], before)  # not at use

    model.train()
    seen = [model.encoder.words(torch.arange(4, 16).reshape(2, 6)) for _ in range(2)]
    hidden = seen[0] == 0
    assert torch.equal(hidden, hidden[:, :1].expand_as(hidden)) and hidden.any()
    assert not torch.equal(hidden[0], hidden[1]) and not torch.equal(*seen)
    kept = 2 * model.eval().encoder.words(torch.arange(4, 16).reshape(2, 6))
    torch.testing.assert_close(seen[0][~hidden], kept[~hidden])


def test_dropout_reaches_both_halves_and_the_features():
    model = add_dropout(translator(), 0.5).train()
    memory = model.encoder(*pad([[4, 5, 6]]))
    words = torch.tensor([[BOS, 7, 8]])
    assert (model.decoder.words(words) == 0).any()
    features, weights, _ = model.decoder(words, memory.last, memory)
    gone = features[0] == 0
    assert gone.any() and torch.equal(gone, gone[:1].expand_as(gone))
    torch.testing.assert_close(weights.sum(-1), torch.ones(1, 3))


@pytest.mark.parametrize("share", [-0.1, 1.0, 2])
def test_dropout_refuses_shares_that_are_none(share):
    with pytest.raises(ValueError, match=f"below 1, got {share}"):
        add_dropout(translator(), share)


def test_the_additive_score_compares_in_half_as_many_numbers():
    score = make_score("additive", 8)
    assert score.W_q.shape == score.W_k.shape == (4, 8) and score.v.shape == (4,)


def test_scores_begin_with_numbers_of_a_size_that_does_not_depend_on_the_width():
    torch.manual_seed(0)
    for size in (64, 256):
        score = AdditiveScore(2 * size, size, 4 * size)
        states = {"W_q": torch.randn(500, 2 * size), "W_k": torch.randn(500, size)}
        for name, x in states.items():
            assert (x @ getattr(score, name).T).std().item() == pytest.approx(1, abs=0.05)
        assert score.v.norm().item() == pytest.approx(1, abs=0.1)
        x = states["W_q"] @ BilinearScore(2 * size, size).W
        assert x.std().item() == pytest.approx(2**0.5, abs=0.07)
