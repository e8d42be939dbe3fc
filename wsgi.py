"""The web application, whole: `gunicorn wsgi:app`."""

from admin import install
from staffing import cli, settings
from staffing.app import create_app
from staffing.web import logs

chosen = settings.load()
logs.configure(chosen.log_level.upper())
app = create_app(chosen)
install(app)
cli.register(app)
