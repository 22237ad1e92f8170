"""The receipt of one query: a row for each word, from its score to its share of the context."""

from .style import INK, KEY_INK, MUTED, VALUE_INK, WEIGHT_INK

COLUMNS = ("score", "/ √d_k", "e^", "weight")


def draw_receipt(ax, words, receipt, values):
    """Write the ledger of one query like a receipt, with its sums below a line.

    words   : one name a key
    receipt : (key, 4 + d_v): score, scaled score, its exponential, weight, weight · value
    values  : d_v names, of what the values hold

    Raises ValueError when there is not one row a word, or one column a name.
    """
    names = (*COLUMNS, *values)
    if tuple(receipt.shape) != (len(words), len(names)):
        raise ValueError(
            f"expected a receipt of {len(words)} rows and {len(names)} columns, "
            f"got {tuple(receipt.shape)}"
        )
    inks = (INK, INK, INK, WEIGHT_INK, *[VALUE_INK] * len(values))
    bottom = len(words) + 1.4
    for x, (name, ink) in enumerate(zip(names, inks, strict=True), start=2):
        ax.text(x, 0, name, color=ink, weight="bold", ha="right")
        for y, number in enumerate(receipt[:, x - 2].tolist(), start=1):
            ax.text(x, y, f"{number:.2f}", color=ink, ha="right")
        if x >= 2 + COLUMNS.index("weight"):
            total = receipt[:, x - 2].sum().item()
            ax.text(x, bottom, f"{total:.2f}", color=ink, ha="right", weight="bold")
    for y, word in enumerate(words, start=1):
        ax.text(0, y, word, color=KEY_INK)
    ax.text(0, bottom, "together", color=INK, weight="bold")
    ax.plot([0, len(names) + 1], [len(words) + 0.5] * 2, color=MUTED, lw=1)
    ax.set(xlim=(-0.1, len(names) + 1.2), ylim=(bottom + 0.4, -0.6))
    ax.axis("off")
