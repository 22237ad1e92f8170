"""What the figures say: words on the right cells, the direction of links, and the text twin."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from lecture_utils.figures import maps, style
from lecture_utils.figures.show import bundle, show
from tests.figures.telling.panels import texts
from tools.pictures import pictures

KEYS, QUERIES = ["the", "white", "boat"], ["le", "bateau", "blanc", "."]
WEIGHTS = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.0, 0.9, 0.1], [0.2, 0.3, 0.5]])


@pytest.fixture
def ax():
    style.use_style()
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_keys_run_along_the_top_and_queries_down_the_side(ax):
    maps.draw_attention(ax, WEIGHTS, KEYS, QUERIES)
    assert [t.get_text() for t in ax.get_xticklabels()] == KEYS
    assert [t.get_text() for t in ax.get_yticklabels()] == QUERIES
    assert list(ax.get_xticks()) == [0, 1, 2]  # label i sits on cell i
    assert ax.xaxis.get_ticks_position() == "top"
    assert ax.yaxis_inverted()  # the first query is the top row
    assert ax.images[0].get_clim() == (0, 1)
    np.testing.assert_array_equal(ax.images[0].get_array(), WEIGHTS)


def test_links_are_source_target_and_the_map_is_target_source(ax):
    maps.draw_attention(ax, WEIGHTS, KEYS, QUERIES, gold={(2, 1)})  # boat -> bateau
    [box] = [p for p in ax.patches if p.get_facecolor()[3] == 0]
    x, y = box.get_x() + 0.45, box.get_y() + 0.45
    assert (KEYS[round(x)], QUERIES[round(y)]) == ("boat", "bateau")


def test_numbers_row_sums_and_masked_cells(ax):
    mask = np.ones((4, 3), dtype=bool)
    mask[0, 2] = False
    maps.draw_attention(ax, WEIGHTS, KEYS, QUERIES, mask=mask)
    texts = {
        (round(t.get_position()[0]), round(t.get_position()[1])): t.get_text() for t in ax.texts
    }
    assert texts[(1, 2)] == ".90"
    assert (0, 2) not in texts  # a weight of zero prints nothing
    assert (2, 0) not in texts  # a forbidden cell prints nothing, whatever its weight
    assert [t.get_text() for t in ax.texts if "Σ" in t.get_text()] == ["Σ 1.00"] * 4
    assert sum(p.get_hatch() == "////" for p in ax.patches) == 1


def test_describe_attention_follows_the_data():
    said = maps.describe_attention(WEIGHTS, KEYS, QUERIES)
    assert "'bateau' looks at 'boat'" in said
    assert "'blanc' looks at 'white'" in said
    assert "'blanc' looks at 'boat'" in maps.describe_attention(
        WEIGHTS[:, [0, 2, 1]], KEYS, QUERIES
    )


def test_weights_that_do_not_fit_are_named(ax):
    with pytest.raises(ValueError, match=r"\(query, key\) = \(4, 3\) .* got \(3, 4\)"):
        maps.draw_attention(ax, WEIGHTS.T, KEYS, QUERIES)
    with pytest.raises(ValueError, match="NaN"):
        maps.describe_attention(WEIGHTS * np.nan, KEYS, QUERIES)


def test_show_stores_the_picture_with_its_words(monkeypatch):
    shown = {}
    monkeypatch.setattr(
        "lecture_utils.figures.show.display",
        lambda data, **rest: shown.update(data=data, **rest),
    )
    fig, _ = plt.subplots()
    show(fig, 'Nothing "yet", 1 < 2.')
    assert shown["data"]["text/plain"] == 'Nothing "yet", 1 < 2.'
    image = '<img alt="Nothing &quot;yet&quot;, 1 &lt; 2." width="640" src="data:image/png;base64,'
    assert shown["data"]["text/html"].startswith(image)
    [one] = pictures({"outputs": [shown]})
    assert one.png.startswith(b"\x89PNG") and one.alt == shown["data"]["text/plain"]
    assert shown["raw"] is True
    assert not plt.fignum_exists(fig.number)
    with pytest.raises(ValueError, match="alt must say"):
        show(plt.figure(), "  ")
    plt.close("all")


def test_draw_matrix_is_signed_and_labelled(ax):
    maps.draw_matrix(ax, [[-2.0, 0.5], [1.0, 0.25]], rows=["a", "b"], columns=["x", "y"])
    assert ax.images[0].get_clim() == (-2, 2)
    assert texts(ax) == ["-2", "0.50", "1", "0.25"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]
    with pytest.raises(ValueError, match="rows must hold 2 labels or none, got 1"):
        maps.draw_matrix(ax, [[1.0], [2.0]], rows=["a"])
    with pytest.raises(ValueError, match="2-d and finite"):
        maps.draw_matrix(ax, [1.0, 2.0])


def test_draw_by_length_writes_each_label_at_its_line(ax):
    series = {"attention": ([100, 99], "C0"), "last state": ([91, 20], "C1")}
    maps.draw_by_length(ax, ["5–8", "17–20"], series, band=(0, 0))
    assert texts(ax) == ["attention", "last state"]
    assert [tuple(t.xy) for t in ax.texts] == [(1, 99), (1, 20)]
    with pytest.raises(ValueError, match="short: 2 lengths, but 1 values"):
        maps.draw_by_length(ax, ["5–8", "17–20"], {"short": ([1], "C0")})


def test_the_three_concept_colours_differ_in_lightness_too():
    def lightness(colour):  # relative luminance, WCAG 2
        rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return linear @ [0.2126, 0.7152, 0.0722]

    fills = sorted(lightness(c) for c in (style.QUERY, style.KEY, style.VALUE))
    assert min(np.diff(fills)) > 0.08
    for ink in (style.QUERY_INK, style.KEY_INK, style.VALUE_INK, style.MUTED):
        assert (lightness(style.PAPER) + 0.05) / (lightness(ink) + 0.05) > 4.5  # readable as text


def test_sums_can_be_left_out():
    for sums in (True, False):
        figure, ax = plt.subplots()
        maps.draw_attention(ax, [[0.5, 0.5]], ["a", "b"], ["x"], sums=sums)
        assert any("Σ" in text.get_text() for text in ax.texts) == sums
        plt.close(figure)


def stored(fig):
    [one] = pictures({"outputs": [{"data": bundle(fig, "a picture")}]})
    return Image.open(io.BytesIO(one.png))


def test_a_figure_is_stored_with_few_colours_and_areas_keep_theirs(ax):
    maps.draw_attention(ax, WEIGHTS / 10, KEYS, QUERIES)  # the palest tints
    whole = io.BytesIO()
    ax.figure.savefig(whole, format="png", dpi=1.6 * ax.figure.dpi)
    light, full = stored(ax.figure), Image.open(whole).convert("RGB")
    assert light.mode == "P" and light.size == full.size
    areas = [colour for count, colour in full.getcolors(2**20) if count > 500]
    kept = {colour for _, colour in light.convert("RGB").getcolors()}
    assert len(areas) > 5 and set(areas) <= kept


@pytest.mark.parametrize("pixel", [1, 30])
def test_a_picture_keeps_every_colour_where_they_are_too_many(ax, pixel):
    noise = np.random.default_rng(0).random((400 // pixel, 400 // pixel, 3))
    ax.imshow(noise, interpolation="nearest")
    ax.imshow(noise, interpolation="nearest", extent=(0, 1, 0, 1))
    assert (stored(ax.figure).mode != "P") == (pixel == 1)


def test_a_map_as_a_figure_says_who_looks_at_whom():
    figure, alt = maps.attention([[0.9, 0.1], [0.2, 0.8]], ["the", "cat"], ["le", "chat"])
    assert alt == "Attention map: 'le' looks at 'the'; 'chat' looks at 'cat'."
    assert figure.axes[0].images[0].get_array().tolist() == [[0.9, 0.1], [0.2, 0.8]]
    plt.close(figure)


def test_maps_beside_each_other_share_words_and_size():
    one, other = [[1.0, 0.0]], [[0.0, 1.0]]
    figure, alt = maps.attentions([one, other], ["before", "after $x$"], ["a", "b"], ["q"])
    assert alt == (
        "before: Attention map: 'q' looks at 'a'. after $x$: Attention map: 'q' looks at 'b'."
    )
    shown = [ax.images[0].get_array().tolist() for ax in figure.axes]
    assert shown == [one, other]
    assert [ax.get_xlabel() for ax in figure.axes] == ["before", "after $x$"]
    plt.close(figure)
    with pytest.raises(ValueError, match="2 maps, 1 names"):
        maps.attentions([one, other], ["before"], ["a", "b"], ["q"])


def test_a_matrix_as_a_figure_says_its_extremes():
    figure, alt = maps.matrix([[0, 2.0], [-1, 0]], rows=["cat", "dog"], name="scores")
    assert alt == (
        "Scores, 2 rows and 2 columns: largest at 'cat' and column 1, "
        "smallest at 'dog' and column 0."
    )
    plt.close(figure)


def test_courses_as_a_figure_say_where_they_begin_and_end():
    figure, alt = maps.by_length(["1–2", "3–4"], {"one": ([97, 52], "k"), "two": ([99, 98], "b")})
    assert alt == (
        "BLEU from 1–2 to 3–4 words: one from about 100 to about 50; "
        "two from about 100 to about 100."
    )
    assert [line.get_ydata().tolist() for line in figure.axes[0].lines] == [[97, 52], [99, 98]]
    plt.close(figure)


@pytest.mark.parametrize("word", ["$$", "$x^$", "$a$ and $b$", r"$\frac$", r"a \ b", "a_b^c{"])
def test_a_word_is_no_mathematics(ax, word):
    fig = ax.figure
    maps.draw_by_length(ax, [word, "b"], {word: ([1, 2], "k")})
    ax.set_title(word)
    said = fig.findobj(lambda part: hasattr(part, "get_parse_math") and part.get_text() == word)
    assert bundle(fig, "a figure") and len(said) >= 3
    assert not any(text.get_parse_math() for text in said)


def test_formulas_and_the_powers_of_ten_are_mathematics(ax):
    ax.plot([1, 1000], [1, 2], label=r"$1/\sqrt{d}$")
    ax.set(xscale="log")
    legend = ax.legend()
    bundle(ax.figure, "a figure")
    assert legend.texts[0].get_parse_math()
    ticks = [label for label in ax.get_xticklabels() if label.get_text()]
    assert ticks and all(label.get_parse_math() for label in ticks)


def test_powers_of_ten_are_mathematics_on_both_axes_too(ax):
    ax.plot([1, 1000], [1, 1000])
    ax.set(xscale="log", yscale="log")
    bundle(ax.figure, "a figure")
    for labels in (ax.get_xticklabels(), ax.get_yticklabels()):
        ticks = [label for label in labels if label.get_text()]
        assert ticks and all(label.get_parse_math() for label in ticks)


def inks(ax):
    return {text.get_text(): text.get_color() for text in ax.texts}


def contrast(one, other):
    """Of two colours, as WCAG 2 defines it: from 1 to 21."""
    light = []
    for colour in (one, other):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                  for c in to_rgb(colour)]  # fmt: skip
        light.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(light) / min(light)


@pytest.mark.parametrize("cmap", [style.SHADES, style.SIGNED])
def test_the_ink_on_a_cell_is_the_one_that_is_read_best(cmap):
    chosen = [style.ink_on(cmap(share)) for share in np.linspace(0, 1, 101)]
    for share, ink in zip(np.linspace(0, 1, 101), chosen, strict=True):
        found = {one: contrast(one, cmap(share)) for one in ("white", style.INK)}
        assert found[ink] == max(found.values()) and found[ink] > 3.9
    assert set(chosen) == {"white", style.INK}


def test_what_rounds_to_one_is_written_as_one_number(ax):
    maps.draw_attention(ax, [[1.0, 0, 0], [0.9951, 0.0049, 0]], KEYS, QUERIES[:2], sums=False)
    assert texts(ax) == ["1", "1"]


def test_sums_stand_where_there_are_numbers_to_add(ax):
    maps.draw_attention(ax, WEIGHTS, KEYS, QUERIES, numbers=False)
    assert not ax.texts
    maps.draw_attention(ax, WEIGHTS, KEYS, QUERIES)
    assert texts(ax).count("Σ 1.00") == 4


def test_frames_are_named_below_the_map():
    for gold, said in (({(0, 0)}, "framed: gold"), (None, "")):
        figure, _ = maps.attention(WEIGHTS, KEYS, QUERIES, gold=gold)
        assert figure.axes[0].get_xlabel() == said


def test_numbers_turn_white_where_their_cell_is_dark(ax):
    weights = np.array([[0.49, 0.506, 0.004], [0.7, 0.294, 0.006]])
    maps.draw_attention(ax, weights, KEYS, QUERIES[:2], sums=False)
    dark = {".49": style.INK, ".51": style.INK, ".70": "white", ".29": style.INK}
    assert inks(ax) == dark | {".01": style.INK}  # below 0.005 nothing is printed


def test_numbers_of_a_matrix_turn_white_where_their_cell_is_dark_not_far_from_zero(ax):
    maps.draw_matrix(ax, [[6.6, -6.6, 4, -7.2, 10, -10]])
    ink = style.INK
    found = {"6.60": "white", "-6.60": ink, "4": ink, "-7.20": ink, "10": "white", "-10": "white"}
    assert inks(ax) == found
