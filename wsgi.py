"""The web application, whole: `gunicorn wsgi:app`."""

from staffing.app import create_app

app = create_app()
