"""The empty board: the frame boards share, its table wider than its facts."""

from __future__ import annotations

from functools import partial

from dashboards import frame

layout = partial(frame.layout, "needs", "board-grid3")
