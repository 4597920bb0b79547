from . import names
from .basket import Basket

__all__ = ["Basket", "names"]
