"""Portico: a web page, a queue and an API in front of a Python function.

The public surface is the stub beside this file; a name is imported when it is first used.
"""

from portico._lazy import attach

__version__ = "0.1.0"
__getattr__, __dir__, __all__ = attach(__name__, __file__)
del attach
