import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_platform.settings")
application = get_wsgi_application()

from geo_platform.checks import refuse_bad_start  # noqa: E402
from geo_platform.start import settle  # noqa: E402

refuse_bad_start()
settle()
