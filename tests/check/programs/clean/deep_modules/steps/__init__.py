from .words import tidy

__all__ = ["tidy"]
