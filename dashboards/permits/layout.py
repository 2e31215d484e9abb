"""The empty board: the frame boards share."""

from __future__ import annotations

from functools import partial

from dashboards import frame

layout = partial(frame.layout, "permits")
