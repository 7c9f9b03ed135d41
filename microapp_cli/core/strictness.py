"""Which of two values of a control is the stricter one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from microapp_cli.core import shape
from microapp_cli.core.errors import BadPolicy
from microapp_cli.core.shape import Value

DIRECTIONS = ("lower", "higher", "ranked", "union", "intersect", "grant")
_SETS = ("union", "intersect")
NANO = 1_000_000_000
MOST_NANO = 2**61  # dollars that a budget counts as nano-dollars, in 64 bits


def _is_whole(value: Value) -> bool:
    return type(value) is int and value >= 1


def _is_amount(value: Value) -> bool:
    if not isinstance(value, int | float):
        return False
    nano = Decimal(str(value)) * NANO
    return 0 < nano <= MOST_NANO and nano == int(nano)


def _is_measure(value: Value) -> bool:
    return isinstance(value, int | float) and value >= 0


NUMBERS: Mapping[str, tuple[Callable[[Value], bool], str]] = {
    "whole": (_is_whole, "a whole number of 1 or more, like 30"),
    "dollars": (_is_amount, "US dollars above 0 with at most nine decimals, like 12.5"),
    "measure": (_is_measure, "a number of 0 or more, like 1.5"),
}
"""What a number must be so that a service takes it, and how that is said."""


@dataclass(frozen=True)
class Strictness:
    """A direction, and the order of the allowed words where they have one (mildest first).

    A grant is capacity, not protection: its order runs from small to large.
    `number` names what a service takes; with another number it would not start.
    """

    direction: str
    order: tuple[Value, ...] = ()
    number: str | None = None

    @classmethod
    def parse(
        cls, direction: object, order: object, where: str, number: object = None
    ) -> "Strictness":
        """The strictness that a definition states."""
        words: tuple[Value, ...] = ()
        if order is not None:
            words = tuple(
                shape.setting(entry, f"{where}: order") for entry in shape.sequence(order, where)
            )
            shape.no_repeats(words, f"{where}: order")
        name = shape.one_of(direction, DIRECTIONS, f"{where}: strict")
        if name == "ranked" and not words:
            raise BadPolicy(f"{where}: a ranked control needs an order, mildest value first.")
        if number is not None:
            number = shape.one_of(number, tuple(NUMBERS), f"{where}: number")
        return cls(name, words, number)

    @property
    def is_grant(self) -> bool:
        """Whether the control is capacity, kept apart from protections."""
        return self.direction == "grant"

    def parse_value(self, data: object, where: str) -> Value:
        """The value, which is of the kind this direction compares."""
        value = shape.setting(data, where)
        if self.direction in _SETS:
            if not isinstance(value, tuple):
                raise BadPolicy(f"{where} must be a list, not {shape.shown(value)}.")
            shape.no_repeats(value, where)
            self._check_known(value, where)
            for item in value:
                self._check_number(item, where)
            return self._sorted(value)
        if self.order:
            self._check_known([value], where)
        elif isinstance(value, bool | str | tuple):
            raise BadPolicy(f"{where} must be a number, not {shape.shown(value)}.")
        self._check_number(value, where)
        return value

    def join(self, one: Value, other: Value) -> Value:
        """What holds when both are asked for: the stricter value, or the larger grant."""
        if isinstance(one, tuple) and isinstance(other, tuple):
            if self.direction == "union":
                return self._sorted((*one, *(item for item in other if item not in one)))
            return tuple(item for item in one if item in other)
        return other if self._rank(other) > self._rank(one) else one

    def keeps(self, old: Value, new: Value) -> bool:
        """Whether putting `new` in the place of `old` loosens nothing and grants no more."""
        if isinstance(old, tuple) and isinstance(new, tuple):
            smaller, larger = (old, new) if self.direction == "union" else (new, old)
            return set(smaller) <= set(larger)
        if self.is_grant:
            return self._rank(new) <= self._rank(old)
        return self._rank(new) >= self._rank(old)

    def _rank(self, value: Value) -> float:
        if self.order:
            return self.order.index(value)
        number = float(value) if isinstance(value, int | float) else 0.0
        return -number if self.direction == "lower" else number

    def _check_known(self, values: Sequence[Value], where: str) -> None:
        kinds = [(type(word), word) for word in self.order]
        for value in values:
            if self.order and (type(value), value) not in kinds:
                known = ", ".join(shape.shown(word) for word in self.order)
                raise BadPolicy(f"{where}: {shape.shown(value)} is not one of {known}.")

    def _check_number(self, value: Value, where: str) -> None:
        if self.number is None:
            return
        is_right, what = NUMBERS[self.number]
        if not is_right(value):
            raise BadPolicy(
                f"{where} is {shape.shown(value)}, which no service takes. Write {what}."
            )

    def _sorted(self, values: tuple[str | int, ...]) -> tuple[str | int, ...]:
        return tuple(sorted(values, key=self.order.index)) if self.order else values
