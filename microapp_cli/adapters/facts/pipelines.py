"""Facts about pipelines: every workflow of GitHub and GitLab CI with what its jobs run and use.

workflows [{path, ci: github | gitlab, line, triggers: [pull_request, push, schedule, …],
            filtered: [triggers that leave some changes out], permissions: {…} | text | null,
            includes: [{kind, name, ref, line}], images: [{name, line}], jobs: […]}]
job       {id, line, if: bool (it may be left out), optional: bool (it may fail), permissions,
           image, images: [{name, line}], uses: […], runs: […], secrets: inherit | null}
use       {name, ref, comment, line, with: {name: text}, optional, if}
run       {text, line, optional, if, commands: [{text, line}]}; comments are no commands
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml

from microapp_cli.adapters.facts import github_workflows, gitlab_pipelines
from microapp_cli.adapters.facts.pipeline_source import Fact, Source, TooMuch
from microapp_cli.adapters.facts.yaml_documents import documents

if TYPE_CHECKING:
    from yaml import SafeLoader as Loader
else:
    Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

GITHUB = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
ACTION = re.compile(r"(?:.+/)?action\.ya?ml")
"""An action of the repository's own, which its workflows may use."""
GITLAB = re.compile(r"\.gitlab-ci\.ya?ml|\.gitlab/.+\.ya?ml")
LARGEST = 512 * 2**10
READERS = (
    (GITHUB, "github", github_workflows.workflow),
    (ACTION, "github", github_workflows.action),
    (GITLAB, "gitlab", gitlab_pipelines.pipeline),
)


def facts(files: Mapping[str, bytes]) -> dict[str, Any]:
    """The pipelines among these files, and what of them could not be read."""
    workflows: list[Fact] = []
    unreadable: list[Fact] = []
    for path, content in sorted(files.items()):
        for pattern, ci, read in READERS:
            if pattern.fullmatch(path):
                sources, problems = _sources(path, content)
                unreadable += problems
                try:
                    found = list(filter(None, map(read, sources)))
                except TooMuch as much:
                    unreadable.append({"path": path, "line": 1, "message": str(much)})
                    break
                workflows += [{"path": path, "ci": ci, **one} for one in found]
                break
    return {"workflows": workflows, "unreadable": unreadable}


def _sources(path: str, content: bytes) -> tuple[list[Source], list[dict[str, Any]]]:
    if len(content) > LARGEST:
        message = f"is larger than {LARGEST // 2**10} KB, so it is not read."
        return [], [{"path": path, "line": 1, "message": message}]
    found, problems = documents(content, _Dialect)
    complaints = [{"path": path, "line": p.line, "message": p.message} for p in problems]
    text = content.decode("utf-8-sig", "replace").splitlines()
    sources = []
    for document in found:
        if isinstance(document.data, dict):
            sources.append(Source(document.data, document.lines, text))
        else:
            message = "is no pipeline: it must be a mapping."
            complaints.append({"path": path, "line": document.line, "message": message})
    return sources, complaints


class _Dialect(Loader):
    """YAML as GitHub reads it: `on` and dates are text; GitLab's own tags are passed over."""


def _as_plain(loader: Any, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


def _resolvers() -> dict[Any, list[tuple[str, Any]]]:
    """What PyYAML takes for more than text, without what only YAML 1.1 does."""
    dropped = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("bool", "timestamp", "value"))
    kept = {
        first: [pair for pair in pairs if pair[0] not in dropped]
        for first, pairs in Loader.yaml_implicit_resolvers.items()
    }
    for first in "tTfF":
        kept[first] = [("tag:yaml.org,2002:bool", re.compile("(?i:true|false)"))]
    return kept


_Dialect.yaml_implicit_resolvers = _resolvers()
_Dialect.add_multi_constructor("!", _as_plain)
