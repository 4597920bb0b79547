"""Hands for what is chosen: boxes to tick, one of several, any of several, lists."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from portico.lang.signature import nearest
from portico.testing.hands.hand import Hand
from portico.testing.page.collect import chosen, place
from portico.testing.page.node import same
from portico.testing.refusal import NotPossible


class CheckboxHand(Hand):
    """Ticks a box."""

    main = "check"

    def check(self) -> None:
        """Tick it; a ticked box stays as it is."""
        self._tick(True)

    def uncheck(self) -> None:
        """Take the tick away."""
        self._tick(False)

    def click(self) -> None:
        """Tick it, or take the tick away."""
        self._tick(not self.node.value)

    def fill(self, value: Any) -> None:
        """Tick it or not, as the value says."""
        if not isinstance(value, bool):
            raise self.no("fill", f"it is ticked or not, True or False, not {value!r}")
        self._tick(value)

    def _tick(self, value: bool) -> None:
        self.reach("tick")
        if bool(self.node.value) is value:
            return
        self.focus()
        self.node.input(value)
        self.node.emit("select", {"index": 0, "value": value, "selected": value})


class ChoiceHand(Hand, ABC):
    """Finds a choice by what the page shows of it, or by its value."""

    main = "choose"

    @property
    def choices(self) -> list[Any]:
        """What is offered: pairs of what is shown and what it stands for."""
        return self.node.props.get("choices") or []

    def at(self, wanted: Any) -> int:
        """Return the place of a choice; raises NotPossible for one that is not offered."""
        at = next((at for at, (shown, _) in enumerate(self.choices) if shown == wanted), -1)
        at = place(wanted, self.choices) if at < 0 else at
        if at < 0:
            raise self.none_of(wanted)
        return at

    def none_of(self, wanted: Any) -> NotPossible:
        """Return the error for what is not offered."""
        shown = [str(one) for one, _ in self.choices]
        hint = nearest(str(wanted), shown)
        offered = ", ".join(map(repr, shown[:12])) + (" …" if len(shown) > 12 else "")
        why = f"it offers {offered or 'nothing'}"
        return NotPossible(f"{self.no(f'choose {wanted!r} in', why)}{hint}")

    def fill(self, *wanted: Any) -> None:
        """Choose."""
        self.choose(*wanted)

    @abstractmethod
    def choose(self, *wanted: Any) -> None:
        """Choose."""


class RadioHand(ChoiceHand):
    """Chooses one of several; what is chosen already stays as it is."""

    def choose(self, *wanted: Any) -> None:
        """Choose one."""
        self.reach("choose in")
        if len(wanted) != 1:
            raise self.no("choose so many in", "it takes one")
        at = self.at(wanted[0])
        value = self.choices[at][1]
        if self.node.value is not None and same(self.node.value, value):
            return
        self.focus()
        self.node.input(value)
        self.node.emit("select", {"index": at, "value": value})


class SeveralHand(ChoiceHand):
    """Ticks any of several boxes."""

    def choose(self, *wanted: Any) -> None:
        """Tick these and no others."""
        self.reach("choose in")
        places = [self.at(one) for one in _flat(wanted)]
        for at, (_, value) in enumerate(self.choices):
            if at not in places and place_in(chosen(self.node), value):
                self._tick(at, False)
        for at in places:
            self._tick(at, True)

    def check(self, *wanted: Any) -> None:
        """Tick these as well."""
        self.reach("tick")
        for at in [self.at(one) for one in _flat(wanted)]:
            self._tick(at, True)

    def uncheck(self, *wanted: Any) -> None:
        """Take the ticks of these away."""
        self.reach("tick")
        for at in [self.at(one) for one in _flat(wanted)]:
            self._tick(at, False)

    def clear(self) -> None:
        """Take all ticks away."""
        self.choose()

    def _tick(self, at: int, selected: bool) -> None:
        now, value = chosen(self.node), self.choices[at][1]
        if place_in(now, value) is selected:
            return
        self.focus()
        self.node.input([*now, value] if selected else [one for one in now if not same(one, value)])
        self.node.emit("select", {"index": at, "value": value, "selected": selected})


class DropdownHand(ChoiceHand):
    """Chooses from a list that opens."""

    @property
    def several(self) -> bool:
        """Whether any number can be chosen."""
        return bool(self.node.props.get("multiselect"))

    def choose(self, *wanted: Any) -> None:
        """Choose; of a list that takes several, these and no others."""
        self.reach("choose in")
        many = _flat(wanted) if self.several else list(wanted)
        if not self.several and len(many) != 1:
            raise self.no("choose so many in", "it takes one")
        values = [self._value(one) for one in many]
        most = self.node.props.get("max_choices")
        if self.several and most is not None and len(values) > most:
            raise self.no("choose so many in", f"it takes {most} (max_choices)")
        self.focus()
        if self.several:
            for value in chosen(self.node):
                if not place_in(values, value):
                    self._remove(value)
        for value in values:
            self._take(value)
        self.leave()

    def clear(self) -> None:
        """Take back all that was chosen, where there may be several."""
        self.reach("clear")
        if not self.several:
            raise self.no("clear", "one of its choices is chosen, and only another can take its place")
        self.node.input([])

    def _value(self, wanted: Any) -> Any:
        if not self.node.props.get("allow_custom_value"):
            return self.choices[self.at(wanted)][1]
        try:
            return self.choices[self.at(wanted)][1]
        except NotPossible:
            if not isinstance(wanted, str):
                raise
            return wanted  # a text of one's own

    def _take(self, value: Any) -> None:
        now, at = chosen(self.node), place(value, self.choices)
        if self.several and place_in(now, value):
            return
        self.node.input([*now, value] if self.several else value)
        if at >= 0 or self.several:
            self.node.emit("select", {"index": at, "value": value, "selected": True})

    def _remove(self, value: Any) -> None:
        self.node.input([one for one in chosen(self.node) if not same(one, value)])
        self.node.emit("select", {"index": place(value, self.choices), "value": value, "selected": False})


def place_in(values: list[Any], value: Any) -> bool:
    """Whether a value is among others."""
    return any(same(one, value) for one in values)


def _flat(wanted: tuple[Any, ...]) -> list[Any]:
    """Return what was asked for, given one by one or as a list."""
    return list(wanted[0]) if len(wanted) == 1 and isinstance(wanted[0], (list, tuple, set)) else list(wanted)
