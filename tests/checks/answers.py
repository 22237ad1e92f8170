"""What a check says to an answer."""


def said(capsys, check, *answers):
    """What `check` prints for these answers."""
    check(*answers)
    return capsys.readouterr().out
