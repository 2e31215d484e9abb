import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_platform.settings")
application = get_wsgi_application()

from geo_platform.checks import refuse_bad_start  # noqa: E402

refuse_bad_start()

# Dash registers a component library's files only when it renders a page that uses it: without this, a worker that has
# not served the index answers 500 on those files.
from dashboards.app import warm_up  # noqa: E402

warm_up()
