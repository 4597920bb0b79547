"""Names that cannot be guessed."""

import os


def unguessable() -> str:
    """Return 32 hexadecimal characters, 128 bits, from the system's random source."""
    return os.urandom(16).hex()


def small_number() -> int:
    """Return a random number that JavaScript holds without rounding (below 2**53)."""
    return int.from_bytes(os.urandom(8), "big") >> 12
