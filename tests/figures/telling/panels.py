"""What is written on a panel. An arrow is a text without words to matplotlib: it is left out."""


def texts(ax):
    """The words and numbers on a panel, in the order in which they were written."""
    return [text.get_text() for text in ax.texts if text.get_text()]


def by_words(ax):
    """{words: the text that says them}, for its place and colour."""
    return {text.get_text(): text for text in ax.texts if text.get_text()}
