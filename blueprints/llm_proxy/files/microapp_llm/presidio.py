"""Presidio beside our own searches: an option for who wants more names, and can wait for them.

It never asks the network: no model is downloaded, and its search for e-mail addresses, which
fetches a list of domains, is left out. Ours finds those.
"""

from __future__ import annotations

import importlib
import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from microapp_kit.secrets import CannotStart
from microapp_llm.redaction import Policy, Redactor
from microapp_llm.redaction.found import Found, apart

SWITCH, MODEL, LANGUAGE = "LLM_PRESIDIO", "LLM_PRESIDIO_MODEL", "LLM_PRESIDIO_LANGUAGE"
INSTALL = "presidio-analyzer==2.2.366"
KINDS: Mapping[str, str] = {
    "PERSON": "name",
    "LOCATION": "address",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "IBAN_CODE": "iban",
    "IP_ADDRESS": "ip",
    "US_SSN": "national_id",
    "US_ITIN": "national_id",
    "US_PASSPORT": "national_id",
    "UK_NHS": "national_id",
}
"""What Presidio finds → our kind, whose action holds."""
LEAST_SCORE = 0.5
SURROGATE = re.compile("[\ud800-\udfff]")
Analyse = Callable[[str], Sequence[Found]]


class WithPresidio(Redactor):
    """Our redactor, which also hides what another search finds; slow, so it runs in a thread."""

    is_slow = True

    def __init__(self, policy: Policy, key: bytes, analyse: Analyse) -> None:
        super().__init__(policy, key)
        self._analyse = analyse

    def findings(self, text: str, label: str = "") -> list[Found]:
        """Where what is in the text; our own findings are the surer ones."""
        if not text:
            return []
        return apart([*super().findings(text, label), *self._analyse(text)])


class Presidio:
    """One analyzer; one text at a time goes through it."""

    def __init__(self, model: str, language: str) -> None:
        self._language = language
        self._lock = threading.Lock()
        self._engine = _engine(model, language)
        known = set(self._engine.get_supported_entities(language=language))
        self._entities = sorted(known & KINDS.keys())

    def __call__(self, text: str) -> list[Found]:
        """Give what Presidio is sure enough of."""
        plain = SURROGATE.sub("?", text)  # it takes none, and this leaves every place where it is
        with self._lock:
            results = self._engine.analyze(
                plain,
                language=self._language,
                entities=self._entities,
                score_threshold=LEAST_SCORE,
            )
        found = (Found(one.start, one.end, KINDS[one.entity_type]) for one in results)
        return sorted(found, key=lambda one: (one.start, -one.end))


def read_presidio(environ: Mapping[str, str]) -> Presidio | None:
    """Give Presidio, nothing where it is off, or refuse to start."""
    wish = environ.get(SWITCH, "").strip() or "off"
    if wish not in ("on", "off"):
        raise CannotStart(f"{SWITCH} is {wish!r}. Write on, or leave it out.")
    if wish == "off":
        return None
    return Presidio(environ.get(MODEL, "").strip(), environ.get(LANGUAGE, "").strip() or "en")


def _engine(model: str, language: str) -> Any:
    try:
        presidio = importlib.import_module("presidio_analyzer")
        engines = importlib.import_module("presidio_analyzer.nlp_engine")
        spacy = importlib.import_module("spacy")
    except ImportError:
        raise CannotStart(
            f"{SWITCH}=on needs Presidio, which is not installed. Run "
            f".venv/bin/pip install {INSTALL}, or with uv: uv add {INSTALL}."
        ) from None
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    engine = engines.SpacyNlpEngine(models=[{"lang_code": language, "model_name": model}])
    try:
        pipeline = spacy.load(model) if model else spacy.blank(language)
    except (OSError, ImportError) as error:
        what = f"{MODEL} is {model!r}" if model else f"{LANGUAGE} is {language!r}"
        raise CannotStart(
            f"{what}, which spaCy cannot load: {' '.join(str(error).split())[:200]} "
            f"Give the folder of a model that lies here, or leave it out; none is downloaded."
        ) from None
    engine.nlp = {language: pipeline}  # is_loaded: it must never load, and so download, by itself
    registry = presidio.RecognizerRegistry(supported_languages=[language])
    registry.load_predefined_recognizers(languages=[language], nlp_engine=engine)
    return presidio.AnalyzerEngine(
        registry=registry, nlp_engine=engine, supported_languages=[language]
    )
