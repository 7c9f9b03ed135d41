"""The one family of errors that a person sees: what is wrong, where, and what to do next."""

from collections.abc import Sequence


class MicroappError(Exception):
    """Something a person can act on; `str(error)` is the text they read."""

    exit_code = 2


class WrongAnswers(MicroappError):
    """Some answers are missing or wrong; `problems` holds every one of them."""

    def __init__(self, problems: Sequence[str], *, cure: str = "") -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(filter(None, [_as_list(self.problems), cure])))


class BadPolicy(MicroappError):
    """A questionnaire, a list of controls or an overlay does not hold together."""


class PolicyEngineError(MicroappError):
    """The policies could not judge: nothing is known, so nothing is green."""


class BadLayer(MicroappError):
    """A blueprint or another layer does not hold together, or does not exist."""


class TargetExists(MicroappError):
    """There is already something where the repository should go."""


class CannotWrite(MicroappError):
    """The disk refused: read-only, full, or no such folder."""


class BadContract(MicroappError):
    """An OpenAPI document cannot be read, or asks for more than is safe."""


class BadCollection(MicroappError):
    """A Postman collection cannot be run as it stands."""


class NotAMicroApp(MicroappError):
    """The folder to judge is not there, or was not made by microapp."""


class WrongUse(MicroappError):
    """An option or an argument of a command makes no sense as given."""


class CatalogError(MicroappError):
    """The catalog cannot be opened, or does not allow what was asked."""


class NotReady(MicroappError):
    """A micro-app lacks something that the step it asks for demands; nothing was changed."""

    exit_code = 1


class Cancelled(MicroappError):
    """The person stopped; nothing was written."""

    exit_code = 130


def _as_list(problems: Sequence[str]) -> str:
    if len(problems) == 1:
        return problems[0]
    return "\n".join([f"{len(problems)} answers need a change:", *(f"  - {p}" for p in problems)])
