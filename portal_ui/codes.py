"""Codes that people read from paper and type: 60 random bits as `XXXX-XXXX-XXXX`, in letters that do not look alike."""

import re
import secrets

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 5 bits each
_GROUP = 4
_GROUPS = 3
_WHOLE = re.compile(rf"[{_DIGITS}]{{{_GROUP * _GROUPS}}}")
_MISREAD = str.maketrans("OILU", "011V")
LONGEST = 100  # characters; what is longer is no code of ours, however it was typed


def new() -> str:
    """A fresh code that nobody can guess."""
    return "-".join("".join(secrets.choice(_DIGITS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def plain(typed: str) -> str:
    """A code without its gaps, however it was typed: in small letters, with other gaps, O for 0."""
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_MISREAD)


def is_code(typed: str) -> bool:
    """Whether someone typed what may be a code."""
    return len(typed) <= LONGEST and _WHOLE.fullmatch(plain(typed)) is not None


def printed(typed: str) -> str:
    """What was typed as it stands on paper; empty when it is no code."""
    text = plain(typed) if is_code(typed) else ""
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
