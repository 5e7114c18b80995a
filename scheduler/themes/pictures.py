"""Pictures brought to the size in which they are shown. Bytes in, bytes out."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

MOST_PIXELS = 60_000_000
QUALITY = 82


@dataclass(frozen=True, slots=True)
class Scaled:
    """`type`: image/jpeg, image/png or image/gif. `width`, `height` in pixels."""

    data: bytes
    type: str
    width: int
    height: int


def scaled(data: bytes, width: int, height: int = 10_000) -> Scaled | None:
    """The picture at most that wide and high, turned the right way up, without what a camera noted (place, owner).

    Transparency is kept (PNG), and so is movement (GIF, as it is); everything else becomes JPEG. None for bytes that
    are no picture, or too large a one to be opened safely.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF"))
            if picture.width * picture.height > MOST_PIXELS:
                return None
            if picture.format == "GIF":
                return Scaled(data, "image/gif", picture.width, picture.height)
            return _drawn(picture, width, height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that every screen and network expects: telephones take pictures in a wider range, and without
    this they would look pale."""
    if not profile or picture.mode not in ("RGB", "RGBA"):
        return picture
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):  # a broken profile says nothing
        return picture
    return found or picture


def _drawn(picture: Image.Image, width: int, height: int) -> Scaled:
    if picture.format == "JPEG":
        picture.draft("RGB", (width, width))  # a telephone's picture is not unpacked larger than needed
    profile = picture.info.get("icc_profile")
    ImageOps.exif_transpose(picture, in_place=True)  # a copy of it that is not needed is megabytes
    clear = picture.has_transparency_data
    mode = "RGBA" if clear else "RGB"
    drawn = _in_srgb(picture, profile)
    drawn = drawn if drawn.mode == mode else drawn.convert(mode)
    drawn.thumbnail((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    drawn.info.clear()  # what a camera or a program noted, which PNG would write again
    written = io.BytesIO()
    if clear:
        drawn.save(written, "PNG", optimize=True)
    else:
        drawn.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Scaled(written.getvalue(), "image/png" if clear else "image/jpeg", drawn.width, drawn.height)
