"""gzip for text answers; tiles compress themselves once and are cached compressed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from isal import igzip

_TEXT = ("text/", "application/json", "application/javascript", "application/geo+json", "image/svg+xml")
_LEVEL = 3  # ISA-L's scale of 0 to 3
_WORTH_IT_BYTES = 800


class TextGZipMiddleware:
    """Django's GZipMiddleware pads against BREACH at a cost per answer; ours never compresses a page that carries a
    CSRF token beside reflected input on the API paths, and skips streams and small bodies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or response.has_header("Content-Encoding"):
            return response
        if (
            not response.headers.get("Content-Type", "").startswith(_TEXT)
            or len(response.content) < _WORTH_IT_BYTES
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.content = igzip.compress(response.content, _LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
            if response.has_header("ETag"):
                response["ETag"] = response["ETag"].rstrip('"') + '-gz"'
        return response
