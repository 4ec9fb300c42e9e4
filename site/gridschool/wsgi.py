"""WSGI entry point: `gunicorn gridschool.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gridschool.settings.prod")
application = get_wsgi_application()
