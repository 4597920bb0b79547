"""Who a visitor is, for apps that ask for a login."""

from __future__ import annotations

from dataclasses import dataclass

from portico.leaktest.canary import Canaries

OWN = "{}"


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a password.

    Args:
        name: The name; `{}` in it stands for a word of the visitor's own, for apps that let in any name.
        password: The password.
    """

    name: str
    password: str

    @classmethod
    def read(cls, text: str) -> Login:
        """Read `NAME:PASSWORD`; raises ValueError for anything else."""
        name, mark, password = text.partition(":")
        if not mark or not name:
            raise ValueError(f"a login is NAME:PASSWORD, not {text!r}")
        return cls(name, password)

    def of(self, canaries: Canaries) -> Login:
        """Return a visitor's own."""
        if OWN not in self.name:
            return self
        return Login(self.name.replace(OWN, canaries.make("", "the login's name")), self.password)
