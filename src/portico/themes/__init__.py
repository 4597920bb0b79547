"""Themes: how a page looks. The stub beside this file lists the names; a theme is imported when it is first used."""

from portico._lazy import attach
from portico.themes import colors as colors
from portico.themes import fonts as fonts
from portico.themes import sizes as sizes

__getattr__, _, __all__ = attach(__name__, __file__)
del attach, _


def __dir__() -> list[str]:
    return sorted(__all__)
