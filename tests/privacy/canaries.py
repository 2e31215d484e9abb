"""People who do not exist, brought in by the files of each source; and how to find them again in any kind of answer."""

from __future__ import annotations

import gzip
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http.response import HttpResponseBase

from etl import runner, source
from fixtures.chikaya import corpus as chikaya
from fixtures.deployments import corpus as deployments
from fixtures.gid import corpus as gid
from fixtures.rokhas import corpus as rokhas

NAME, NAME_AR = "Zoubida Canarité", "زبيدة الكنارية"
CIN, PHONE, MAIL = "QX987654", "0661998877", "zoubida.canarite@canari.invalid"
RIB = gid.rib(7_766_554_433)
TEXT = "Ma voisine canarité ferme la rue du Serin"
# A phone may be stored in one of its other writings.
WORDS = ("canarité", "canarite", NAME_AR, CIN, PHONE, "661998877", "661 99 88 77", RIB, "rue du Serin")
# The same shapes the logs are scrubbed of, in what anyone may read.
SHAPES = {
    "CIN": re.compile(r"(?<![\w#./=-])[A-Z]{1,2}\d{6}(?![\w./-])"),
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+\.(?:ma|com|org|net|invalid)\b"),
    "phone": re.compile(r"(?<![\d.,])(?:\+212[ ]?|0)[5-7](?:[ .-]?\d{2}){4}(?![\d.])"),
    "RIB": re.compile(r"(?<![\d.])\d{24}(?!\d)"),
}


def seed(folder: Path) -> None:
    """A permit, a complaint, a payment and a deployment; and one row of each that waits in quarantine."""
    permit = {"petitionnaire_nom": f"{NAME} {NAME_AR}", "cin_rc": CIN}
    complaint = {"nom": NAME, "cin": CIN, "tel": PHONE, "email": MAIL, "adresse": f"12 {TEXT}", "objet": TEXT,
                 "texte": f"{TEXT} {NAME_AR} {PHONE}", "reponse": f"Réponse à {NAME}"}  # fmt: skip
    paid = {"rib": RIB, "cin": CIN}
    order = gid.ORDER
    files = {
        "rokhas": rokhas.text(
            rokhas.row(880_001, **permit), rokhas.row(880_002, **permit, date_depot="hier")
        ),
        "chikaya": chikaya.text(
            chikaya.row(880_001, **complaint), chikaya.row(880_002, **complaint, date_depot="?")
        ),
        "gid": order.text(
            gid.row("payment_orders", 8_801, **paid), gid.row("payment_orders", 8_802, **paid, net="x")
        ),
        "deployments": deployments.text(
            {**deployments.row(1), "referent": NAME, "date_statut": "11/11/2024"}
        ),
    }
    for slug, content in files.items():
        path = folder / f"canari-{slug}.csv"
        path.write_text(content, encoding="utf-8")
        runner.run(source.get(slug), path)


def body(response: HttpResponseBase) -> bytes:
    """What was answered. A file that streams is closed by the client once read to its end: closing it here again would
    close the database's connection too."""
    if not response.streaming:
        return bytes(response.content)  # type: ignore[attr-defined]
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def texts(content: bytes) -> Iterator[str]:
    """All that a file says, whatever packs it: gzip, zip members, PDF text, Parquet columns, or plain bytes."""
    if content[:2] == b"\x1f\x8b":
        yield from texts(gzip.decompress(content))
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name
                yield from texts(packed.read(name))
    elif content[:5] == b"%PDF-":
        yield from _pdf(content)
    elif content[:4] == b"PAR1":
        yield from _parquet(content)
    else:
        yield content.decode("utf-8", "replace")
        yield from _inflated(content)


def _pdf(content: bytes) -> Iterator[str]:
    import pypdf

    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        yield page.extract_text()


def _parquet(content: bytes) -> Iterator[str]:
    import pyarrow.parquet

    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        file.write(content)
        file.flush()
        table: Any = pyarrow.parquet.read_table(file.name)
    for column in table.columns:
        yield " ".join(str(value) for value in column.to_pylist() if not isinstance(value, bytes))


def _inflated(content: bytes) -> Iterator[str]:
    """GeoPackage keeps some metadata packed; a PNG its text."""
    for start in (match.start() for match in re.finditer(rb"\x78[\x01\x9c\xda]", content[:200_000])):
        try:
            yield zlib.decompressobj().decompress(content[start:], 1 << 20).decode("utf-8", "replace")
        except zlib.error:
            continue


def found(content: bytes) -> list[str]:
    """Canaries said in an answer, whatever the case and the packing."""
    said = [text.casefold() for text in texts(content)]
    return sorted({word for word in WORDS if any(word.casefold() in text for text in said)})


def shapes(text: str) -> list[str]:
    return [f"{name}: {match[0]}" for name, shape in SHAPES.items() for match in shape.finditer(text)]
