"""Pages of records over HTTP, from a server that may be slow, absent, overloaded or wrong.

One page is `{"data": [records], "totalLength": n}` asked for by `offset` and `limit`. What passes with time is tried
again, later and later; what does not is named at once. Credentials go to the configured host and to no other.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import http.client
import json
import random
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from layers.errors import PlatformError

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 64 * 1024


class PullError(PlatformError):
    """`passing`: another try may succeed."""

    code, status = "pull_failed", 502
    passing: ClassVar[bool] = False


class NotConfigured(PullError):
    code, status = "pull_not_configured", 503
    message_fr = "Connexion à « {source} » non configurée : {detail}."
    message_ar = "الاتصال بـ«{source}» غير معد: {detail}."


class Unreachable(PullError):
    code = "pull_unreachable"
    passing = True
    message_fr = "Le serveur ne répond pas ({detail}). La reprise se fera où l’on s’est arrêté."
    message_ar = "الخادم لا يجيب ({detail}). سيستأنف السحب من حيث توقف."


class BadAnswer(PullError):
    code = "pull_bad_answer"
    passing = True
    message_fr = "Réponse inattendue du serveur : {detail}."
    message_ar = "جواب غير متوقع من الخادم: {detail}."


class Overloaded(PullError):
    code, status = "pull_overloaded", 503
    passing = True
    message_fr = "Le serveur demande d’attendre {seconds} s."
    message_ar = "يطلب الخادم الانتظار {seconds} ثانية."


class Denied(PullError):
    code = "pull_denied"
    message_fr = "Le serveur refuse la demande (HTTP {http}). Vérifiez l’adresse et le jeton."
    message_ar = "يرفض الخادم الطلب (HTTP {http}). تحقق من العنوان والرمز."


class Redirected(PullError):
    code = "pull_redirected"
    message_fr = "Le serveur renvoie vers un autre hôte ({host}), où le jeton ne doit pas aller."
    message_ar = "يحيل الخادم إلى مضيف آخر ({host}) لا ينبغي إرسال الرمز إليه."


class PageTooLarge(PullError):
    code = "pull_page_too_large"
    message_fr = "Page de plus de {limit} Mo."
    message_ar = "صفحة تتجاوز {limit} ميغابايت."


@dataclass(frozen=True)
class Endpoint:
    """Where a source is pulled from: GEO_PULL_<SOURCE>_URL, _TOKEN, _LIMIT, and _SINCE (a parameter's name, if any)."""

    url: str
    token: str = ""
    limit: int = 500
    since: str = ""

    @classmethod
    def configured(cls, slug: str, environment: Mapping[str, str]) -> Endpoint:
        prefix = f"GEO_PULL_{slug.upper()}_"
        url = environment.get(f"{prefix}URL", "")
        if not url:
            raise NotConfigured(source=slug, detail=f"{prefix}URL")
        parts = urlsplit(url)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if not safe or not parts.hostname or parts.username:
            raise NotConfigured(source=slug, detail=f"{prefix}URL, https://…")
        limit = environment.get(f"{prefix}LIMIT") or str(cls.limit)
        if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit) <= 10_000:
            raise NotConfigured(source=slug, detail=f"{prefix}LIMIT, 1–10000")
        return cls(
            url, environment.get(f"{prefix}TOKEN", ""), int(limit), environment.get(f"{prefix}SINCE", "")
        )


@dataclass(frozen=True)
class Page:
    offset: int
    records: list[dict[str, Any]]
    total: int
    sha256: str

    @property
    def end(self) -> int:
        return self.offset + len(self.records)


@dataclass(frozen=True)
class Patience:
    """How long to insist. Waits double from `first_s` to `longest_s`, half of each left to chance."""

    tries: int = 6
    first_s: float = 1.0
    longest_s: float = 60.0
    longest_asked_s: float = 900.0
    answer_s: float = 30.0
    page_s: float = 120.0

    def wait_s(self, failed: int) -> float:
        whole = min(self.longest_s, self.first_s * 2.0**failed)
        # Chance keeps many provinces from coming back in step; nothing secret hangs on it.
        return whole / 2 + random.uniform(0, whole / 2)  # noqa: S311


class Client:
    def __init__(
        self,
        endpoint: Endpoint,
        patience: Patience | None = None,
        max_bytes: int = 64 * 2**20,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.endpoint, self.patience = endpoint, patience or Patience()
        self.max_bytes, self.sleep = max_bytes, sleep

    def page(self, offset: int, since: dt.datetime | None = None) -> Page:
        for failed in range(self.patience.tries):
            try:
                return self._page(offset, since)
            except PullError as error:
                if not error.passing or failed + 1 == self.patience.tries:
                    raise
                asked = float(error.context.get("seconds", 0))
                if asked > self.patience.longest_asked_s:
                    raise
                self.sleep(max(asked, self.patience.wait_s(failed)))
        raise Unreachable(detail="0")

    def _page(self, offset: int, since: dt.datetime | None) -> Page:
        query: dict[str, Any] = {"offset": offset, "limit": self.endpoint.limit}
        if since and self.endpoint.since:
            query[self.endpoint.since] = since.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        mark = "&" if urlsplit(self.endpoint.url).query else "?"
        try:
            body = self._body(f"{self.endpoint.url}{mark}{urlencode(query)}")
        except ssl.SSLCertVerificationError as error:
            raise NotConfigured(source=self.endpoint.url, detail="certificat TLS") from error
        except (http.client.HTTPException, OSError) as error:
            raise Unreachable(detail=type(error).__name__) from error
        return _parsed(body, offset, self.endpoint.limit)

    def _body(self, url: str) -> bytes:
        """Redirections are followed on the same host only."""
        for _ in range(4):
            parts = urlsplit(url)
            connection = self._connection(parts)
            try:
                connection.request("GET", _target(parts), headers=self._headers())
                answer = connection.getresponse()
                if answer.status not in _REDIRECTS:
                    _refuse_status(answer)
                    return self._read(answer)
                url = urljoin(url, answer.getheader("Location", ""))
            finally:
                connection.close()
            if _origin(urlsplit(url)) != _origin(urlsplit(self.endpoint.url)):
                raise Redirected(host=urlsplit(url).hostname or "?")
        raise BadAnswer(detail="redirections")

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host, wait_s = parts.hostname or "", self.patience.answer_s
        if parts.scheme == "https":
            return http.client.HTTPSConnection(
                host, parts.port, timeout=wait_s, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, parts.port, timeout=wait_s)

    def _headers(self) -> dict[str, str]:
        found = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "geo-platform"}
        return {**found, "Authorization": f"Bearer {self.endpoint.token}"} if self.endpoint.token else found

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        """The whole body within the size and the time allowed: a trickle is no answer."""
        until = time.monotonic() + self.patience.page_s
        parts, size = [], 0
        while part := answer.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.max_bytes:
                raise PageTooLarge(limit=self.max_bytes // 2**20)
            if time.monotonic() > until:
                raise Unreachable(detail=f"> {self.patience.page_s:g} s")
        declared = answer.getheader("Content-Length")
        if declared and declared.isdigit() and int(declared) != size:
            raise BadAnswer(detail=f"{size}/{declared}")
        return b"".join(parts)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port


def _refuse_status(answer: http.client.HTTPResponse) -> None:
    status = answer.status
    if status in {429, 503} and (seconds := _retry_after(answer.getheader("Retry-After", ""))) is not None:
        raise Overloaded(seconds=seconds)
    if status >= 500 or status in {408, 425, 429}:
        raise Unreachable(detail=f"HTTP {status}")
    if status != 200:
        raise Denied(http=status)
    kind = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise BadAnswer(detail=kind[:80] or "Content-Type")


def _retry_after(value: str) -> int | None:
    """Seconds, from either form of the header."""
    if value.strip().isdigit():
        return int(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0, round((moment - dt.datetime.now(dt.UTC)).total_seconds()))


def _parsed(body: bytes, offset: int, limit: int) -> Page:
    try:
        content = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadAnswer(detail="JSON") from error
    records = content.get("data") if isinstance(content, dict) else None
    total = content.get("totalLength") if isinstance(content, dict) else None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise BadAnswer(detail="data")
    if not isinstance(total, int) or isinstance(total, bool) or not 0 <= total < 2**31:
        raise BadAnswer(detail="totalLength")
    if len(records) > limit or (not records and offset < total):
        raise BadAnswer(detail=f"{len(records)} / {limit}")
    return Page(offset, records, total, hashlib.sha256(json.dumps(records, default=str).encode()).hexdigest())
