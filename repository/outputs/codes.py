"""The short name in a work's permanent address."""

import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing that reads two ways, no spelled words
LENGTH = 8
SHAPE = rf"^[{ALPHABET}]{{{LENGTH}}}$"  # the database holds every row to it


def is_code(text: str) -> bool:
    return re.fullmatch(SHAPE, text) is not None


def new_code() -> str:
    """Eight characters, forty random bits: short enough to print, too many to guess one's way through."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
