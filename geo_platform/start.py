"""What a web process does once, before its first answer."""

import gc

from dashboards.app import warm_up


def settle() -> None:
    """Dash registers a component library's files only when it renders a page that uses it: without this, a worker that
    has not served the index answers 500 on those files.

    And what the start has made lives as long as the process: walking through it to collect garbage would stop an answer
    of fifteen hundred rows for 150 ms.
    """
    warm_up()
    gc.collect()
    gc.freeze()
