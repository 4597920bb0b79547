"""Pictures: a file to a PIL image, an array or a path, and PIL images and arrays to files."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from portico.errors import InvalidPayload, MissingExtra, ResultError
from portico.media import data_url, mime
from portico.media.copies import place, writing
from portico.media.origin import comes_from
from portico.media.pixels import to_bytes

if TYPE_CHECKING:
    from PIL import Image as PillowImage

ImageType = Literal["pil", "numpy", "filepath"]

# Signatures are checked by Pillow; what runs another program (EPS) or is no photograph is left out.
READABLE = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "DIB", "TIFF", "AVIF", "HEIF", "JPEG2000", "ICO", "PPM")
SENTENCE = "Portico reads PNG, JPEG, WebP, GIF, BMP and TIFF."

UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, struct.error, zlib.error)
"""What Pillow raises for files that are damaged, or that are not what their first bytes say."""

ORIENTATION = 0x0112
UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}

ALIASES = {"JPG": "JPEG", "TIF": "TIFF", "JP2": "JPEG2000"}


def read(path: str | Path, mode: str | None = "RGB", type: ImageType = "numpy", *, folder: Path | None = None) -> Any:
    """Return the picture in a file, in the form the author asked for.

    Photographs are turned as their camera says. An animated GIF stays as it is for "pil", so that its frames remain,
    and every GIF for "filepath". An SVG file stays as it is for "filepath" and is refused for the others.

    Args:
        path: The file.
        mode: Pillow's name of the pixel format, such as "RGB" or "L"; None leaves the picture as it is.
        type: "pil" for a Pillow image, "numpy" for an array of height × width × channels, "filepath" for a path: the
            one given, or that of a converted copy if the picture has another mode.
        folder: Where a converted copy goes; a subfolder beside the file by default.

    Raises:
        InvalidPayload: The file is no picture, is damaged, or has more pixels than `PIL.Image.MAX_IMAGE_PIXELS`.
        MissingExtra: Pillow is not installed.
    """
    path = Path(path)
    if is_svg(path):
        if type == "filepath":
            return str(path)
        raise InvalidPayload(f"An SVG file has no pixels that this app could read. {SENTENCE}")
    image, moves = _load(path)
    if type == "filepath":
        if mode in (None, image.mode) or image.format == "GIF":
            return str(path)
        return _save_copy(image, path, mode, folder)
    if type == "pil" and moves and (mode is None or image.format == "GIF"):
        return _open(io.BytesIO(path.read_bytes()))
    image = _converted(_upright(image), mode)
    if type == "pil":
        return image
    try:
        import numpy as np
    except ImportError as error:
        raise MissingExtra("numpy", "image", "hand a picture to a function as an array") from error
    return np.array(image)


def encode(value: Any, format: str = "webp") -> tuple[bytes, str, str]:
    """Return a picture as a file's bytes, its suffix with the dot, and its media type.

    Args:
        value: A PIL image or a numpy array: height × width, or with 1 (grey), 2 (grey and alpha), 3 (RGB) or 4 (RGBA)
            channels, of 0 to 255 or, for floats, 0 to 1.
        format: "webp", "png", "jpeg", "gif", or another that Pillow writes. A picture that the format cannot hold is
            converted, and for JPEG laid on white; one that is too large for WebP becomes PNG.

    Raises:
        ResultError: The value is no picture, or Pillow does not know the format.
        MissingExtra: Pillow is not installed.
    """
    pillow = _pillow()
    if comes_from(value, "numpy", "ndarray"):
        image = pillow.fromarray(to_bytes(value))
    elif comes_from(value, "PIL", "Image"):
        image = value
    else:
        raise ResultError(
            f"Expected a PIL image, a numpy array or the path of a file, got {_kind(value)}.", code="PE305"
        )
    pillow.init()
    wanted = ALIASES.get(format.upper(), format.upper())
    if wanted not in pillow.SAVE:
        raise ResultError(f"Expected an image format such as webp, png or jpeg, got {format!r}.", code="PE305")
    first = _flattened(image) if wanted == "JPEG" else image
    plain = first.convert("RGBA" if _has_alpha(first) else "RGB")
    problem: Exception | None = None
    for kind, picture in ((wanted, first), (wanted, plain), ("PNG", plain)):
        buffer = io.BytesIO()
        try:
            picture.save(buffer, format=kind)
        except (OSError, ValueError, KeyError) as error:  # a mode or a size that this format does not have
            problem = error
            continue
        suffix = "." + (format if kind == wanted else kind).lower()
        return buffer.getvalue(), suffix, mime.guess("image" + suffix)
    raise ResultError(f"The picture could not be written as {format}: {problem}", code="PE305")


def is_svg(path: str | Path) -> bool:
    """Whether a file's name says that it is a drawing, which is never opened here: it may hold script."""
    return str(path).lower().endswith((".svg", ".svgz"))


def svg_data_url(path: str | Path) -> str:
    """Return an SVG file as a `data:` address, in which a page shows the drawing but runs none of its script."""
    return data_url.encode_text(Path(path).read_text(encoding="utf-8"), "image/svg+xml")


def from_data_url(text: str) -> tuple[bytes, str]:
    """Return the bytes of a picture that came as a `data:` address, and its media type.

    Raises:
        InvalidPayload: The address is damaged or holds no picture.
    """
    content, kind = data_url.decode(text)
    if not kind.startswith("image/"):
        raise InvalidPayload(f"Expected a data: address of a picture, got one of {kind[:60]}.")
    return content, kind


# ---- in --------------------------------------------------------------------------------------------------------------


def _pillow() -> Any:
    try:
        from PIL import Image
    except ImportError as error:
        raise MissingExtra("pillow", "image", "read and write pictures") from error
    return Image


def _open(source: Path | io.BytesIO) -> PillowImage.Image:
    """Read a picture's header, and refuse it where its pixels would fill the memory."""
    pillow = _pillow()
    pillow.init()
    try:
        image = pillow.open(source, formats=[name for name in READABLE if name in pillow.OPEN])
    except FileNotFoundError:
        raise
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        raise InvalidPayload(_too_large(pillow)) from error
    except UNREADABLE as error:
        raise InvalidPayload(f"That file is not an image. {SENTENCE}") from error
    if pillow.MAX_IMAGE_PIXELS is not None and image.width * image.height > pillow.MAX_IMAGE_PIXELS:
        image.close()
        raise InvalidPayload(_too_large(pillow))
    return image


def _too_large(pillow: Any) -> str:
    return f"That image is too large. Send one of at most {int(pillow.MAX_IMAGE_PIXELS) // 1_000_000} megapixels."


def _load(path: Path) -> tuple[PillowImage.Image, bool]:
    """Return the first frame, decoded, with the file closed, and whether there are more."""
    with _open(path) as image:
        try:
            moves = bool(getattr(image, "is_animated", False))
            image.load()
        except UNREADABLE as error:
            raise InvalidPayload("That image is damaged or incomplete. Send it again, or save it anew.") from error
    return image, moves


def _upright(image: PillowImage.Image) -> PillowImage.Image:
    """Turn a photograph as its EXIF says, and drop the EXIF so that nobody turns it twice."""
    try:
        turn = UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
    except UNREADABLE:  # the pixels are good even where the EXIF is not
        return image
    if turn is None:
        return image
    turned = image.transpose(getattr(_pillow().Transpose, turn))
    turned.info.pop("exif", None)
    return turned


def _converted(image: PillowImage.Image, mode: str | None) -> PillowImage.Image:
    if mode is None or image.mode == mode:
        return image
    try:
        return image.convert(mode)
    except ValueError:  # some pairs of modes only meet by way of RGB
        return image.convert("RGB").convert(mode)


def _save_copy(image: PillowImage.Image, source: Path, mode: str | None, folder: Path | None) -> str:
    own = "JPEG" if image.format in (None, "MPO") else str(image.format)
    picture = _converted(_upright(image), mode)
    for kind in (own, "PNG", "TIFF"):
        target = place(source, f"{source.stem}.{kind.lower()}", str(mode), folder)
        try:
            with writing(target) as draft:
                picture.save(draft, format=kind)
        except (OSError, ValueError, KeyError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk, not the format
            continue
        return str(target)
    raise InvalidPayload(f"No file format holds a picture of mode {mode}. Ask for type 'pil' or 'numpy' instead.")


# ---- out -------------------------------------------------------------------------------------------------------------


def _kind(value: Any) -> str:
    cls = type(value)
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__name__}"


def _has_alpha(image: PillowImage.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info


def _flattened(image: PillowImage.Image) -> PillowImage.Image:
    """Lay a picture with transparency on white, for formats that have none."""
    if not _has_alpha(image):
        return image
    over = image.convert("RGBA")
    base = _pillow().new("RGBA", over.size, "white")
    return _pillow().alpha_composite(base, over).convert("RGB")
