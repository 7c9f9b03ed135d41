"""Starts the service: `python -m app`."""

from microapp_kit.run import run

if __name__ == "__main__":
    run()
