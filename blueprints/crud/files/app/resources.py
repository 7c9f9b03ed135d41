"""What your app keeps. Each resource gets its routes, checks and protections from the platform."""

from microapp_kit import Field, Record, Resource


class Note(Record):
    """A note of your organisation."""

    title: str = Field(min_length=1, max_length=200)
    body: str = Field(default="", max_length=4000)


notes = Resource(
    "notes",
    Note,
    read="reader",
    write="writer",
    filters=["title", "created_at"],
    sorts=["created_at", "title"],
)

# Everything in this list is served under /v1/. Add a field or a resource, then run:
#   .venv/bin/python -m microapp_kit.migrate
resources = [notes]
