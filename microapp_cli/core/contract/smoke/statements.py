"""What a test script may say: each statement as a line of JavaScript, and what it means here."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Protocol

from microapp_cli.core.contract.smoke.answer import Answer, Failed, Path, as_steps, as_text
from microapp_cli.core.contract.smoke.form import Form, misfits


class Statement(Protocol):
    """One line of a test script."""

    @property
    def line(self) -> str:
        """The line of JavaScript."""

    @property
    def title(self) -> str:
        """What it asks for."""

    def judge(self, answer: Answer, variables: dict[str, Any]) -> None:
        """Hold an answer against it; raises Failed."""


class Test(ABC):
    """A statement that can fail, as Postman spells it."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What it asks for."""

    @property
    @abstractmethod
    def check(self) -> str:
        """The expression that Postman evaluates."""

    @abstractmethod
    def judge(self, answer: Answer, variables: dict[str, Any]) -> None:
        """Hold an answer against it; raises Failed."""

    @property
    def line(self) -> str:
        """The line of JavaScript."""
        return f"pm.test({json.dumps(self.title)}, () => {self.check});"


@dataclass(frozen=True)
class Status(Test):
    """The status is one of these; any success where none is named."""

    codes: tuple[int, ...]

    @property
    def title(self) -> str:
        """What it asks for."""
        return f"Status is {' or '.join(map(str, self.codes)) or 'a success'}"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        if not self.codes:
            return "pm.response.to.be.success"
        return f"pm.expect(pm.response.code).to.be.oneOf({json.dumps(self.codes)})"

    def judge(self, answer: Answer, _: dict[str, Any]) -> None:
        """Hold an answer against it."""
        is_fine = answer.status in self.codes if self.codes else 200 <= answer.status < 300
        if not is_fine:
            raise Failed(f"the status is {answer.status}")


@dataclass(frozen=True)
class Header(Test):
    """A header is there."""

    name: str

    @property
    def title(self) -> str:
        """What it asks for."""
        return f"Header {self.name} is there"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        return f"pm.response.to.have.header({json.dumps(self.name)})"

    def judge(self, answer: Answer, _: dict[str, Any]) -> None:
        """Hold an answer against it."""
        answer.header(self.name)


@dataclass(frozen=True)
class ContentType(Test):
    """The content is of one of these types."""

    types: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it asks for."""
        return f"Content-Type is {' or '.join(self.types)}"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        given = 'pm.response.headers.get("Content-Type").split(";")[0]'
        return f"pm.expect({given}).to.be.oneOf({json.dumps(self.types)})"

    def judge(self, answer: Answer, _: dict[str, Any]) -> None:
        """Hold an answer against it."""
        given = answer.header("Content-Type").split(";")[0]
        if given not in self.types:
            raise Failed(f"the content is {given!a}")


@dataclass(frozen=True)
class HasForm(Test):
    """The body is JSON of this form."""

    form: Form

    @property
    def title(self) -> str:
        """What it asks for."""
        return "Body has the form that the contract promises"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        return f"pm.response.to.have.jsonSchema({json.dumps(self.form)})"

    def judge(self, answer: Answer, _: dict[str, Any]) -> None:
        """Hold an answer against it."""
        if found := misfits(self.form, answer.json()):
            raise Failed("; ".join(found))


@dataclass(frozen=True)
class IsThatOne(Test):
    """A text in the body is the one kept before."""

    path: Path
    variable: str

    @property
    def title(self) -> str:
        """What it asks for."""
        return f"Body{as_steps(self.path)} is {self.variable}"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        kept = f"pm.collectionVariables.get({json.dumps(self.variable)})"
        return f"pm.expect(String(pm.response.json(){as_steps(self.path)})).to.eql(String({kept}))"

    def judge(self, answer: Answer, variables: dict[str, Any]) -> None:
        """Hold an answer against it."""
        if as_text(answer.at(self.path)) != as_text(variables.get(self.variable)):
            raise Failed(f"{as_steps(self.path)} is another")


@dataclass(frozen=True)
class KeepValue(Test):
    """Keeps a value of the body for later requests."""

    variable: str
    path: Path

    @property
    def title(self) -> str:
        """What it asks for."""
        return f"Body{as_steps(self.path)} is kept as {self.variable}"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        return _kept(self.variable, f"pm.response.json(){as_steps(self.path)}")

    def judge(self, answer: Answer, variables: dict[str, Any]) -> None:
        """Keep the value."""
        value = answer.at(self.path)
        if value is None:
            raise Failed(f"the body has null at {as_steps(self.path)}")
        variables[self.variable] = value


@dataclass(frozen=True)
class KeepHeader(Test):
    """Keeps a header's value for later requests."""

    variable: str
    name: str

    @property
    def title(self) -> str:
        """What it asks for."""
        return f"Header {self.name} is kept as {self.variable}"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        return _kept(self.variable, f"pm.response.headers.get({json.dumps(self.name)})")

    def judge(self, answer: Answer, variables: dict[str, Any]) -> None:
        """Keep the value."""
        variables[self.variable] = answer.header(self.name)


@dataclass(frozen=True)
class UnlessOff(Test):
    """Something holds, or the service says which setting turns the operation on."""

    statement: Test
    setting: str

    @property
    def title(self) -> str:
        """What it asks for."""
        return f"{self.statement.title}, or it is off without {self.setting}"

    @property
    def check(self) -> str:
        """The expression that Postman evaluates."""
        named = f"pm.response.text().includes({json.dumps(self.setting)})"
        return f"{{ if (pm.response.code !== 404 || !{named}) {self.statement.check}; }}"

    def judge(self, answer: Answer, variables: dict[str, Any]) -> None:
        """Hold an answer against it, unless it is the refusal of what is off."""
        if answer.status != 404 or self.setting not in answer.body.decode(errors="replace"):
            self.statement.judge(answer, variables)


def _kept(variable: str, value: str) -> str:
    name = json.dumps(variable)
    return f"{{ pm.expect({value}).to.exist; pm.collectionVariables.set({name}, {value}); }}"
