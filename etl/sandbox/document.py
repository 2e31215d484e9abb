"""A document in the child: what it is, its words, and a picture that carries nothing of the original but its look.

One row: media type, pages, text, picture (JPEG or PNG made here), and where a photo says it was taken.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa

from etl.sandbox.wire import Out, Refusal

SCHEMA = pa.schema(
    [
        ("media_type", pa.string()), ("pages", pa.int32()), ("text", pa.large_string()), ("picture", pa.large_binary()),
        ("lon", pa.float64()), ("lat", pa.float64()),
    ]
)  # fmt: skip
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_TEXT = 1_000_000
MAX_PAGES = 400
PICTURE_PX = 1600
MAX_PIXELS = 60_000_000
# What a part of an Office file may hold: its words sit between these tags, and a paragraph ends at those.
_WORDS = {"t", "v"}
_BREAKS = {"p", "row", "si", "tr"}
_IMAGES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG", "image/png"), (b"RIFF", "image/webp"))
_GPS_TAG, _ROTATION_TAG = 0x8825, 0x0112


def read(path: Path, out: Out) -> None:
    """Refusal for what is not one of the kinds kept."""
    with path.open("rb") as handle:
        head = handle.read(65_536)
    found: dict[str, Any] = {"media_type": "", "pages": 0, "text": "", "picture": None, "lon": None, "lat": None}
    found |= _content(path, head)
    found["text"] = _clean(found["text"])
    with out.sheet("document", "document", SCHEMA, []) as writer:
        writer.write_batch(pa.RecordBatch.from_pylist([found], SCHEMA))


def _content(path: Path, head: bytes) -> dict[str, Any]:
    if head.startswith(b"%PDF"):
        return _pdf(path)
    for signature, media_type in _IMAGES:
        if head.startswith(signature) and (signature != b"RIFF" or head[8:12] == b"WEBP"):
            return _image(path, media_type)
    if head.startswith(b"PK"):
        return _office(path)
    return _plain(path, head)


def _clean(text: str) -> str:
    """No control character but the end of a line: the database takes no NUL, a page no escape."""
    kept = re.sub(r"[^\S\n]+", " ", re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", " ", text))
    return re.sub(r"\n\s*\n+", "\n", kept).strip()[:MAX_TEXT]


def _pdf(path: Path) -> dict[str, Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
        parts, length = [], 0
        for number in range(min(pages, MAX_PAGES)):
            parts.append(document[number].get_textpage().get_text_bounded())
            length += len(parts[-1])
            if length > MAX_TEXT:
                break
        first = document[0]
        scale = min(2.0, PICTURE_PX / max(first.get_width(), first.get_height(), 1))
        picture = _written(first.render(scale=scale).to_pil())
    except (pypdfium2.PdfiumError, ValueError, IndexError) as error:
        raise Refusal("document_unreadable", detail=str(error)[:100]) from error
    return {"media_type": "application/pdf", "pages": pages, "text": "\n".join(parts), "picture": picture}


def _image(path: Path, media_type: str) -> dict[str, Any]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Refusal("document_too_large", limit=MAX_PIXELS // 1_000_000)
            place = _place(dict(image.getexif().get_ifd(_GPS_TAG)))
            image.draft("RGB", (PICTURE_PX, PICTURE_PX))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((PICTURE_PX, PICTURE_PX))
            picture = _written(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refusal("document_unreadable", detail=str(error)[:100]) from error
    return {"media_type": media_type, "pages": 1, "picture": picture, **place}


def _written(image: Any) -> bytes:
    """A new JPEG: pixels only, no EXIF, no comment, no profile."""
    from PIL import Image

    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A") if image.mode in {"RGBA", "LA"} else None)
    stream = io.BytesIO()
    flat.save(stream, "JPEG", quality=82, optimize=True)
    return stream.getvalue()


def _place(gps: dict[int, Any]) -> dict[str, float | None]:
    """Degrees from EXIF; nothing when they are absent or make no sense."""
    try:
        lat = _degrees(gps[2]) * (-1 if str(gps[1]).upper().startswith("S") else 1)
        lon = _degrees(gps[4]) * (-1 if str(gps[3]).upper().startswith("W") else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return {"lon": None, "lat": None}
    sensible = -180 <= lon <= 180 and -90 <= lat <= 90 and (lon, lat) != (0, 0)
    return {"lon": lon, "lat": lat} if sensible else {"lon": None, "lat": None}


def _degrees(parts: Any) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600


def _office(path: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "word/document.xml" in names:
                wanted = [n for n in names if re.fullmatch(r"word/(document|footnotes|header\d*|footer\d*)\.xml", n)]
                return {"media_type": DOCX, "pages": 0, "text": _words(archive, wanted)}
            if any(name.startswith("xl/") for name in names):
                sheets = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
                shared = sorted({"xl/sharedStrings.xml"} & set(names))
                return {"media_type": XLSX, "pages": len(sheets), "text": _words(archive, [*shared, *sheets])}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, KeyError, ElementTree.ParseError) as error:
        raise Refusal("document_unreadable", detail=str(error)[:100]) from error
    raise Refusal("document_kind")


def _words(archive: zipfile.ZipFile, names: list[str]) -> str:
    """Text of the parts in order. Entities are refused before a parser sees them, and a part is read no further than
    its words may go."""
    parts: list[str] = []
    left = MAX_TEXT
    for name in names:
        data = archive.open(name).read(80 * 2**20)
        if re.search(rb"<!(DOCTYPE|ENTITY)", data[:4096].replace(b"\x00", b"")):
            raise Refusal("xml_entities")
        numbers_too = not name.startswith("xl/worksheets")
        # No entity is left to expand, and the child has its limits of memory and time.
        for _, element in ElementTree.iterparse(io.BytesIO(data)):  # noqa: S314
            tag = element.tag.rpartition("}")[2]
            if tag in _WORDS and element.text and (numbers_too or tag == "t"):
                parts.append(element.text)
                left -= len(element.text)
            elif tag in _BREAKS:
                parts.append("\n")
                element.clear()
            if left < 0:
                return "".join(parts)
    return "".join(parts)


def _plain(path: Path, head: bytes) -> dict[str, Any]:
    if re.match(rb"\s*<", head):
        raise Refusal("document_kind")
    if sum(head.count(byte) for byte in (*range(9), *range(14, 27))) > len(head) * 0.01 and head[:2] not in {
        b"\xff\xfe",
        b"\xfe\xff",
    }:
        raise Refusal("document_kind")
    data = path.read_bytes()[: 4 * MAX_TEXT]
    encodings = ("utf-16",) if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "windows-1256")
    for encoding in encodings:
        try:
            return {"media_type": "text/plain", "pages": 1, "text": data.decode(encoding)}
        except UnicodeDecodeError:
            continue
    return {"media_type": "text/plain", "pages": 1, "text": data.decode("latin-1")}
