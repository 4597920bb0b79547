"""Names that cannot be guessed."""

import os


def unguessable() -> str:
    """Return 32 hexadecimal characters, 128 bits, from the system's random source."""
    return os.urandom(16).hex()


def small_number() -> int:
    """Return a random number that JavaScript holds without rounding (below 2**53)."""
    return int.from_bytes(os.urandom(8), "big") >> 12


def incident_number() -> str:
    """Return six characters by which a visitor can name a failure, and the author finds it in the log."""
    return os.urandom(3).hex().upper()
