"""Test sentences sorted by length, the same choice in every notebook that measures by length."""

LENGTH_BUCKETS = ((5, 8), (9, 12), (13, 16), (17, 20), (21, 24))


def label(bucket):
    """(5, 8) -> "5–8" """
    return f"{bucket[0]}–{bucket[1]}"


def choose_by_length(pairs, buckets=LENGTH_BUCKETS, each=100):
    """The first `each` pairs of every bucket of English lengths, both ends included; a list.

    Raises ValueError when a bucket has fewer.
    """
    chosen = []
    for low, high in buckets:
        inside = [pair for pair in pairs if low <= len(pair.english) <= high][:each]
        if len(inside) < each:
            raise ValueError(
                f"expected {each} pairs of {low} to {high} English words, got {len(inside)}"
            )
        chosen.extend(inside)
    return chosen
