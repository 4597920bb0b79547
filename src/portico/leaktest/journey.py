"""What a visitor does: chosen by the seed alone, so that the same seed does the same again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from portico.leaktest.endpoint import Endpoint, Page

BY_NAME, DIRECT, ON_PAGE = "by name", "direct", "on the page"
WAYS = (ON_PAGE,) * 6 + (BY_NAME,) * 2 + (DIRECT,) * 2
"""How an endpoint is used, as often as it stands here."""
ACTIONS = 8
"""Actions of one round, where the app has that many endpoints."""
RENDERED = 2
"""Actions of one round on what was rendered for the visitor."""
TOGETHER = 3
"""Events that a page may have in the queue at once."""


@dataclass(frozen=True, slots=True)
class Action:
    """One use of one endpoint.

    Args:
        endpoint: What is used.
        way: How.
        seed: Decides the values.
    """

    endpoint: Endpoint
    way: str
    seed: int


class Journey:
    """One visitor's way through an app.

    Args:
        visitor: The visitor's number.
        seed: The run's seed.
    """

    def __init__(self, visitor: int, seed: int) -> None:
        self.visitor = visitor
        self.seed = seed

    def chance(self, *what: object) -> random.Random:
        """Return the numbers that decide something."""
        return random.Random("/".join(map(str, (self.seed, self.visitor, *what))))

    def comes_back(self, number: int) -> bool:
        """Whether the visitor opens the page anew before a round."""
        return self.chance("back", number).random() < 0.15

    def round(self, number: int, page: Page) -> Iterator[list[Action]]:
        """Yield the actions of a round; those of one list are done at once."""
        chance = self.chance("round", number)
        burst: list[Action] = []
        for endpoint in self._deal(number, page.usable()):
            way = chance.choice(WAYS)
            if not endpoint.api_name or endpoint.live or endpoint.wants_event:
                way = ON_PAGE
            action = Action(endpoint, way, chance.randrange(2**32))
            if way != ON_PAGE:
                yield [action]
                continue
            burst.append(action)
            if len(burst) == TOGETHER or chance.random() < 0.5:
                yield burst
                burst = []
        if burst:
            yield burst
        for render in list(page.rendered):
            for _ in range(RENDERED):
                # What stands there now: the action before may have rendered it anew.
                if there := page.rendered[render]:
                    yield [Action(chance.choice(there), ON_PAGE, chance.randrange(2**32))]

    def _deal(self, number: int, endpoints: list[Endpoint]) -> Iterator[Endpoint]:
        """Yield a round's share of the endpoints: each comes once before any comes again."""
        size = min(len(endpoints), ACTIONS)
        for at in range(number * size, (number + 1) * size):
            turn, place = divmod(at, len(endpoints))
            order = list(range(len(endpoints)))
            self.chance("order", turn).shuffle(order)
            yield endpoints[order[place]]
