"""The web application, whole: `gunicorn wsgi:app`."""

from admin import install
from staffing import cli
from staffing.app import create_app
from staffing.web import logs

logs.configure()
app = create_app()
install(app)
cli.register(app)
