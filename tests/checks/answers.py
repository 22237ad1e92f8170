"""What a check says to an answer."""


def said(capsys, check, *answers):
    """The one line that `check` prints for these answers."""
    check(*answers)
    out = capsys.readouterr().out
    assert out.count("\n") == 1, out
    return out
