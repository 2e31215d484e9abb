"""The one Dash app; boards are its routes. Made on first use: commands that never show a board never import Dash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dash import Dash

# Dash sends every page its own table; boards use AG Grid.
_UNUSED = ("/dash_table/",)


@dataclass(frozen=True)
class IndexParts:
    """What Dash wants in its page; the same for everybody, so made once. `hashes`: its inline scripts, for the CSP."""

    config: str
    scripts: str
    renderer: str
    hashes: tuple[str, ...]


@cache
def get_app() -> Dash:
    import dash
    from django.conf import settings

    from dashboards import registry, shell
    from dashboards.shell import PREFIX

    app = dash.Dash(
        "dashboards",
        requests_pathname_prefix=PREFIX,
        routes_pathname_prefix=PREFIX,
        # Dash turns async on when asgiref is importable, and every database call then fails.
        use_async=False,
        csrf_token_name=settings.CSRF_COOKIE_NAME,
        add_log_handler=False,
        serve_locally=True,
        compress=False,
        assets_folder="no-assets",
        suppress_callback_exceptions=True,
        title="",
        update_title=None,
    )
    app.server.secret_key = settings.SECRET_KEY
    # Named errors reach Django's middleware, which knows their status and their JSON.
    app.server.config["PROPAGATE_EXCEPTIONS"] = True
    app.layout = shell.layout
    shell.register(app)
    for board in registry.boards().values():
        board.register(app)
    return app


@cache
def index_parts() -> IndexParts:
    from dashboards.shell import PREFIX

    app = get_app()
    kept: dict[str, Any] = {}

    def keep(**parts: Any) -> str:
        kept.update(parts)
        return "{app_entry}{config}{scripts}{renderer}".format(**parts)

    app.interpolate_index = keep
    with app.server.test_request_context(PREFIX):
        app._setup_server()
        app.index()
    scripts = "\n".join(
        line for line in kept["scripts"].splitlines() if not any(name in line for name in _UNUSED)
    )
    return IndexParts(kept["config"], scripts, kept["renderer"], tuple(app.csp_hashes()))


def warm_up() -> None:
    """In every worker, before its first request: Dash registers a component library's files only when it renders
    its page, and answers 500 on them until then."""
    index_parts()
