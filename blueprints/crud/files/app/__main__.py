"""Starts the service: `python -m app`."""

from app.resources import resources
from app.routes import router
from microapp_kit.run import run

if __name__ == "__main__":
    run(resources, [router])
