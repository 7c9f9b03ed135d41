"""Reads Backstage entities: everything that is wrong is told, and nothing is taken on trust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from microapp_cli.core.catalog import backstage
from microapp_cli.core.catalog.app import STAGES
from microapp_cli.core.catalog.backstage import ANNOTATIONS, LIFECYCLES, LONGEST, TAG, Component
from microapp_cli.core.catalog.entry import MOST_LINE, MOST_TEXT
from microapp_cli.core.catalog.form import Form, Place, Problem, items, plain, shown
from microapp_cli.core.catalog.names import NAME
from microapp_cli.core.catalog.web_address import is_address, is_link
from microapp_cli.core.plain_text import email_problem, line_problem, quoted
from microapp_cli.core.questions import TIERS

OTHER_KINDS = ("API", "Domain", "Group", "Location", "Resource", "System", "Template", "User")
API_VERSIONS = (backstage.API_VERSION, "backstage.io/v1beta1")
WELL_KNOWN = {"experimental": "development", "production": "production", "deprecated": "deprecated"}
REFERENCE = re.compile(r"(?:(?P<kind>[^:/]+):)?(?:(?P<namespace>[^:/]+)/)?(?P<name>[^:/]+)")
SPACE = re.compile(r"[a-z0-9]+(-+[a-z0-9]+)*")
BRANCH = re.compile(r"(https?://[^/]+(?:/[^/]+){2,}?)/(?:-/tree|-/blob|tree|blob|src/branch)/.*")
"""The address of a folder, as GitHub, GitLab and Gitea write it; its repository comes first."""
MOST_URL = 300
MOST_BESIDES = 20_000
"""How much an entity may say that is kept for its next export alone."""
UNKNOWN_TIER = TIERS[-1]
"""What is unknown is treated as the most sensitive, until its repository is registered."""


@dataclass(frozen=True)
class Stated:
    """What one entity says; the tier is the strictest where it names none."""

    component: Component
    has_tier: bool


def is_component(document: object) -> bool:
    """Whether this is, or is meant to be, an entity that the catalog enters."""
    return not (isinstance(document, Mapping) and document.get("kind") in OTHER_KINDS)


def addresses(document: object) -> Iterator[tuple[str, str]]:
    """The reference and the address of a user or a group, where the document is one."""
    data = document if isinstance(document, Mapping) else {}
    kind, metadata, spec = data.get("kind"), data.get("metadata"), data.get("spec")
    if kind not in ("User", "Group") or not isinstance(metadata, Mapping):
        return
    profile = spec.get("profile") if isinstance(spec, Mapping) else None
    email = profile.get("email") if isinstance(profile, Mapping) else None
    space = metadata.get("namespace") or "default"
    if isinstance(email, str):
        yield f"{kind}:{space}/{metadata.get('name')}".lower(), email


def read(document: object, directory: Mapping[str, str]) -> tuple[Stated | None, list[Problem]]:
    """What an entity says, or all that is wrong with it; `directory` knows users and groups."""
    form = _Entity()
    stated = form.entity(document, directory)
    return (None, form.problems) if form.problems else (stated, [])


class _Entity(Form):
    """Reads an entity to its end, whatever is wrong on the way."""

    def entity(self, document: object, directory: Mapping[str, str]) -> Stated | None:
        top = self.mapping(document, ())
        self.one_of(top.get("apiVersion"), API_VERSIONS, ("apiVersion",))
        self.one_of(top.get("kind"), (backstage.KIND,), ("kind",))
        metadata = self.mapping(top.get("metadata"), ("metadata",))
        spec = self.mapping(top.get("spec"), ("spec",))
        if self.problems:
            return None  # of something else there is no use in saying what it lacks
        labels = self.labels(metadata.get("labels", {}))
        notes = self.annotations(metadata.get("annotations", {}))
        self.tags(metadata.get("tags", []))
        self.links(metadata.get("links", []))
        self.line(spec.get("type"), ("spec", "type"))
        name = self.name(metadata)
        has_tier = backstage.TIER in labels
        component = Component(
            name=name,
            title=self.line(metadata.get("title", name or "-"), ("metadata", "title")),
            purpose=self.purpose(metadata.get("description")),
            stage=self.stage(spec.get("lifecycle"), labels.get(backstage.STAGE)),
            tier=self.tier(labels.get(backstage.TIER, UNKNOWN_TIER)),
            repository=self.repository(notes.get(backstage.SOURCE, "")),
            **self.people(spec.get("owner"), notes, directory),
            **{key: self.note(key, notes) for key in ("sensitivity", "blueprint")},
            **{key: self.day(key, notes) for key in ("created", "expires")},
            claimed=self.claim(notes),
        )
        return None if self.problems else Stated(self.whole(top, component), has_tier)

    def whole(self, document: Mapping[str, Any], told: Component) -> Component:
        """The component with what else the entity says."""
        said = backstage.said_besides(plain(document), told)
        if len(said) > MOST_BESIDES:
            self.say(
                (), f"says {len(said):,} characters besides; at most {MOST_BESIDES:,} are kept."
            )
        return told._replace(elsewhere=said)

    def claim(self, notes: Mapping[str, str]) -> str:
        label = notes.get(backstage.CLAIMED, "")
        place = ("metadata", "annotations", backstage.CLAIMED)
        return self.one_of(label, STAGES, place) if label else ""

    def name(self, metadata: Mapping[str, Any]) -> str:
        place = ("metadata", "name")
        name = self.text(metadata.get("name"), place)
        if name and not NAME.fullmatch(name):
            self.say(place, f"{quoted(name)} is no name: letters, digits and -_. in at most 63.")
        space = metadata.get("namespace", "default")
        if space != "default":
            self.say(("metadata", "namespace"), "has to be default: the catalog has one for all.")
        return name

    def purpose(self, value: object) -> str:
        place = ("metadata", "description")
        if value is None:
            self.say(place, "is missing: say what the app does, and for whom.")
            return ""
        text = re.sub(r"\s*\n\s*", " ", self.text(value, place).strip())
        self.check(place, line_problem(text, at_most=MOST_TEXT) if text else None)
        return text

    def stage(self, lifecycle: object, label: str | None) -> str:
        place = ("spec", "lifecycle")
        known = {**{stage: stage for stage in STAGES}, **WELL_KNOWN}
        word = self.one_of(lifecycle, tuple(dict.fromkeys((*WELL_KNOWN, *STAGES))), place)
        if label is None or not word:
            return known.get(word, "")
        where = ("metadata", "labels", backstage.STAGE)
        stage = self.one_of(label, STAGES, where)
        if stage and word not in (stage, LIFECYCLES[stage]):
            self.say(where, f"says {stage}, and spec.lifecycle says {word}. Make them agree.")
        return stage

    def tier(self, label: str) -> str:
        return self.one_of(label, TIERS, ("metadata", "labels", backstage.TIER))

    def people(
        self, reference: object, notes: Mapping[str, str], directory: Mapping[str, str]
    ) -> dict[str, str]:
        found = {key: self.note(key, notes) for key in ("owner_name", "team", "backup_name")}
        kind, wanted, name = self.reference(reference)
        email = notes.get(ANNOTATIONS["owner"]) or directory.get(wanted, "")
        place = ("metadata", "annotations", ANNOTATIONS["owner"])
        if email:
            self.check(place, email_problem(email))
        elif wanted:
            self.say(
                ("spec", "owner"),
                f"{quoted(wanted)} has no address. Add the annotation {ANNOTATIONS['owner']}: "
                f"ann@acme.example, or import its {kind.title()} with spec.profile.email along.",
            )
        backup = notes.get(ANNOTATIONS["backup"], "")
        if backup:
            self.check((*place[:2], ANNOTATIONS["backup"]), email_problem(backup))
        team = found["team"] or (name if kind == "group" else "")
        return {**found, "team": team, "owner": email, "backup": backup}

    def reference(self, value: object) -> tuple[str, str, str]:
        """The kind, the whole reference in full, and the name that it ends in."""
        place = ("spec", "owner")
        text = self.text(value, place)
        parts = REFERENCE.fullmatch(text)
        kind = (parts["kind"] or "group").lower() if parts else ""
        space = parts["namespace"] or "default" if parts else ""
        if not parts or kind not in ("group", "user") or not _is_reference(space, parts["name"]):
            if text:
                self.say(place, f"{quoted(text)} is no group or user. Write it as group:people.")
            return "", "", ""
        return kind, f"{kind}:{space}/{parts['name']}".lower(), parts["name"]

    def labels(self, value: object) -> dict[str, str]:
        place = ("metadata", "labels")
        found = self.texts(value, place)
        for key, text in found.items():
            if text and not NAME.fullmatch(text):
                self.say(
                    (*place, key), f"{quoted(text)} is no label: letters, digits, -_., at most 63."
                )
        return found

    def annotations(self, value: object) -> dict[str, str]:
        return self.texts(value, ("metadata", "annotations"))

    def texts(self, value: object, place: Place) -> dict[str, str]:
        found = {key: self.text(text, (*place, key), True) for key, text in items(value)}
        self.mapping(value, place)
        for key in found:
            prefix, slash, name = key.rpartition("/")
            parts = prefix.split(".") if slash else []
            if not NAME.fullmatch(name) or not all(SPACE.fullmatch(part) for part in parts):
                self.say((*place, key), f"{quoted(key)} is no key. Write it as acme.example/word.")
        return found

    def tags(self, value: object) -> None:
        place = ("metadata", "tags")
        if not isinstance(value, list):
            self.say(place, "has to be a list of tags.")
            return
        for tag in value:
            if not isinstance(tag, str) or len(tag) > LONGEST or not TAG.fullmatch(tag):
                self.say(place, f"{shown(tag)} is no tag: a-z, 0-9, +, # and -, at most 63.")

    def links(self, value: object) -> None:
        place = ("metadata", "links")
        if not isinstance(value, list):
            self.say(place, "has to be a list of links.")
            return
        for link in value:
            url = link.get("url") if isinstance(link, Mapping) else None
            if not isinstance(url, str) or not is_link(url):
                self.say(place, f"{shown(url)} is no link. Write it as https://acme.example/page.")

    def repository(self, text: str) -> str:
        """`url:https://host/group/app/tree/main/` as `https://host/group/app`."""
        url = text.removeprefix("url:")
        if not text.startswith("url:"):
            return ""  # a file on somebody's disk is no address
        if not is_address(url) or len(url) > MOST_URL:
            place = ("metadata", "annotations", backstage.SOURCE)
            self.say(place, f"{quoted(text)} is no address. Write it as url:https://host/app.")
            return ""
        plain = url.partition("?")[0].partition("#")[0]
        folder = BRANCH.fullmatch(plain)
        return (folder[1] if folder else plain).rstrip("/")

    def note(self, key: str, notes: Mapping[str, str]) -> str:
        text = notes.get(ANNOTATIONS[key], "")
        if text:
            place = ("metadata", "annotations", ANNOTATIONS[key])
            self.check(place, line_problem(text, at_most=MOST_LINE))
        return text

    def day(self, key: str, notes: Mapping[str, str]) -> str:
        text = notes.get(ANNOTATIONS[key], "")
        if text and not _is_day(text):
            place = ("metadata", "annotations", ANNOTATIONS[key])
            self.say(place, f"{quoted(text)} is no day. Write it as 2027-01-31.")
        return text


def _is_reference(space: str, name: str) -> bool:
    return bool(SPACE.fullmatch(space.lower()) and len(space) <= LONGEST and NAME.fullmatch(name))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
