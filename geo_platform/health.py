"""Is the process alive (healthz), and can it serve: database reachable, Kingdom loaded (readyz)?"""

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse


def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from layers_edition where is_current")
            loaded = cursor.fetchone()[0] == 1
    except Error:
        return JsonResponse({"status": "database unreachable"}, status=503)
    return JsonResponse({"status": "ok" if loaded else "territory not loaded"}, status=200 if loaded else 503)
