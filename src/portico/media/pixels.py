"""A numpy array as the bytes of a picture."""

from __future__ import annotations

from typing import Any

from portico.errors import ResultError


def to_bytes(array: Any) -> Any:
    """Return an array of uint8 that Pillow takes: height × width, perhaps × 2, 3 or 4.

    Args:
        array: Height × width, perhaps × 1, 2, 3 or 4 channels. Booleans are black and white; floats go from 0 to 1
            (below 0 is black); integers from 0 to 255, or over the whole range of their type where one exceeds 255.

    Raises:
        ResultError: Another shape, another type, or floats beyond 1.
    """
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (2, 3, 4)):
        hint = ""
        if array.ndim == 3 and array.shape[0] in (1, 3, 4):
            hint = " If the channels come first, return array.transpose(1, 2, 0)."
        elif array.ndim == 4 and array.shape[0] == 1:
            hint = " If it is a batch of one, return array[0]."
        raise ResultError(
            f"Expected height × width, or × 3 or 4 channels, got the shape {array.shape}.{hint}", code="PE305"
        )
    if array.size == 0:
        raise ResultError(f"Expected a picture with pixels, got the shape {array.shape}.", code="PE305")
    kind = array.dtype.kind
    if kind == "b":
        return array.astype("u1") * 255
    if kind == "f":
        return _floats(array)
    if kind in "iu":
        return _integers(array)
    raise ResultError(
        f"Expected numbers from 0 to 255 or from 0 to 1 as pixels, got an array of {array.dtype}.", code="PE305"
    )


def _floats(array: Any) -> Any:
    import numpy as np

    values = array.astype("f4" if array.dtype.itemsize <= 4 else "f8")
    values = np.where(np.isnan(values), 0, values)
    low, high = float(values.min()), float(values.max())
    if low < -1 or high > 1:
        raise ResultError(
            f"Expected floats from 0 to 1 as pixels, got {low:g} to {high:g}. "
            "Divide by 255, or return array.astype('uint8').",
            code="PE305",
        )
    return np.rint(np.clip(values, 0, 1) * 255).astype("u1")


def _integers(array: Any) -> Any:
    import numpy as np

    if array.dtype == np.uint8:
        return array
    positive = np.clip(array, 0, None)
    if array.dtype == np.int8:
        return np.rint(positive.astype("f4") * (255 / 127)).astype("u1")
    if positive.max() <= 255:
        return positive.astype("u1")
    return (positive >> (np.iinfo(array.dtype).bits - (9 if array.dtype.kind == "i" else 8))).astype("u1")
