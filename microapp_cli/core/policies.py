"""The questionnaire and the controls together, as one organisation has them."""

from dataclasses import dataclass

from microapp_cli.core.controls import Controls, check_together
from microapp_cli.core.overlay import merge_controls, merge_questionnaire
from microapp_cli.core.questionnaire import Questionnaire


@dataclass(frozen=True)
class Policies:
    """What is asked, and what follows from the answers."""

    questionnaire: Questionnaire
    controls: Controls

    @classmethod
    def parse(cls, questionnaire: object, controls: object) -> "Policies":
        """The policies in this data; BadPolicy unless a worse answer can only tighten."""
        return cls(Questionnaire.parse(questionnaire), Controls.parse(controls))._checked()

    def tightened(
        self, questionnaire: object | None, controls: object | None, source: str = "overlay"
    ) -> "Policies":
        """These policies with an overlay; BadPolicy, naming the key, where it would loosen one."""
        merged = self
        if questionnaire is not None:
            where = f"{source}/questionnaire.yaml"
            merged = Policies(
                merge_questionnaire(self.questionnaire, questionnaire, where), self.controls
            )
        if controls is not None:
            where = f"{source}/controls.yaml"
            merged = Policies(
                merged.questionnaire,
                merge_controls(self.controls, controls, merged.questionnaire, where),
            )
        return merged._checked(source)

    def _checked(self, source: str = "") -> "Policies":
        check_together(self.questionnaire, self.controls, f"{source}/controls.yaml".lstrip("/"))
        return self
