"""Writes a blueprint as a template that stock cookiecutter understands, without microapp."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from microapp_cli import __version__
from microapp_cli.adapters import renderer
from microapp_cli.adapters.catalog import entity_text
from microapp_cli.adapters.drafts import draft_of
from microapp_cli.adapters.layers import Layers
from microapp_cli.adapters.lockfile import sha256
from microapp_cli.adapters.repository import as_json, as_yaml
from microapp_cli.core import lock
from microapp_cli.core.catalog import backstage
from microapp_cli.core.design import Design
from microapp_cli.core.file_names import CATALOG_INFO, LOCK, MANIFEST, SCHEMA
from microapp_cli.core.manifest import template_values

TODAY = "{% now 'utc', '%Y-%m-%d' %}"
DAYS = ("created", "expires")
IN_DAYS = "{{% now 'utc' + 'days={days}', '%Y-%m-%d' %}}"
GROUP = "group:default/{{ cookiecutter.owner_team | slugify }}"
FIXED = ("blueprint", "runtime", "ci", "tier", "microapp_version")


def write(design: Design, layers: Layers, target: Path) -> Path:
    """Make the template at the target, all or nothing; gives its full path."""
    with draft_of(target, instead="Name another folder as DIR.") as draft:
        template = draft.folder / "template"
        renderer.stage(design.plan, _variables(design), layers, template)
        project = template / renderer.PROJECT
        (project / ".microapp").mkdir(exist_ok=True)
        files = {
            MANIFEST: _manifest(design.manifest),
            SCHEMA: as_json(design.schema),
            CATALOG_INFO: _catalog_info(design.manifest),
            LOCK: as_json(_lock(design, project)),
        }
        for path, text in files.items():
            (project / path).write_text(text, encoding="utf-8", newline="\n")
        draft.publish(template)
        return draft.target


def _variables(design: Design) -> dict[str, Any]:
    """The questions that cookiecutter asks; one with a single choice cannot be answered wrong."""
    values = template_values(
        design.manifest,
        dependencies=design.plan.dependencies,
        version=__version__,
        image=design.plan.image,
    )
    backup = {f"backup_owner_{key}": text for key, text in design.manifest["backup_owner"].items()}
    return {
        **values,
        **backup,
        **{key: [values[key]] for key in FIXED},
        "created": TODAY,
        "_copy_without_render": [*design.plan.copied, LOCK, SCHEMA],
    }


def _manifest(manifest: Mapping[str, Any]) -> str:
    """The sample's manifest, with cookiecutter's answers where the sample's own words stood."""
    return _with_answers(as_yaml(_marked(manifest)), manifest)


def _catalog_info(manifest: Mapping[str, Any]) -> str:
    """What Backstage shows, likewise; microapp fix puts a team right that has odd letters."""
    entity = backstage.entity(backstage.of_manifest(_marked(manifest)))
    entity["spec"]["owner"] = GROUP
    text = _with_answers(entity_text.HEADER + entity_text.as_yaml(entity), manifest)
    return text.replace(f"'{GROUP}'", GROUP).replace(GROUP, f"'{GROUP}'")


def _marked(manifest: Mapping[str, Any]) -> dict[str, Any]:
    people = ("owner", "backup_owner")
    asked = {
        **{key: _mark(key) for key in ("name", "title", "purpose")},
        **{who: {key: _mark(f"{who}_{key}") for key in manifest[who]} for who in people},
        "lifecycle": {**manifest["lifecycle"], **{key: _mark(key) for key in DAYS}},
    }
    return {**manifest, **asked}


def _with_answers(text: str, manifest: Mapping[str, Any]) -> str:
    for name in ("name", "title", "purpose", "created", *_person_names(manifest)):
        text = text.replace(_mark(name), _quoted(name))
    days = manifest["controls"]["lifecycle"]["expires_days"]["value"]
    return text.replace(_mark("expires"), f"'{IN_DAYS.format(days=days)}'")


def _person_names(manifest: Mapping[str, Any]) -> list[str]:
    return [f"{who}_{key}" for who in ("owner", "backup_owner") for key in manifest[who]]


def _mark(name: str) -> str:
    return f"<<{name}>>"


def _quoted(name: str) -> str:
    """A single-quoted YAML text: whatever the answer holds, it stays one text."""
    one_line = f"cookiecutter.{name} | replace('\\n', ' ')"
    return f"""'{{{{ {one_line} | replace("'", "''") }}}}'"""


def _lock(design: Design, project: Path) -> dict[str, Any]:
    """A lock of the files that come out the same for everybody."""
    same = (file for file in design.plan.files if not file.is_template)
    files = {
        file.path: {"class": file.owner, "sha256": sha256(project / file.path)} for file in same
    }
    return {**lock.heading(design.plan, version=__version__), "files": files}
