"""A chat's function as listeners run it: on the page's conversation, on an endpoint's history, on an example."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from contextlib import aclosing, closing
from typing import Any

from portico.call.change import Change
from portico.call.update import skip
from portico.components.continued import Continued
from portico.errors import ResultError
from portico.graph.binding import Binding
from portico.interfaces.chat_reply import replies, said, told
from portico.lang.signature import POSITIONAL, hints_of, is_async, is_generator, name_of

Row = Any
Leave = Callable[[Any], Row]
Enter = Callable[[list[Any]], Leave | None]
"""Changes the arguments in place, and gives what makes a row of a result; None where there is nothing to answer."""


class ChatFunction:
    """What a program gave as `fn`, and its three uses. Each is as its function is: a generator, asynchronous, or plain.

    Args:
        fn: Takes a message, the history and the additional inputs.
        inputs: How many additional inputs there are.
        outputs: How many additional outputs there are.
    """

    def __init__(self, fn: Callable[..., Any], inputs: int, outputs: int) -> None:
        self.fn = fn
        self.outputs = outputs
        more = f", and {inputs} of additional_inputs" if inputs else ""
        giver = (
            f"a ChatInterface gives it the message and the history{more}. Write `def fn(message, history)`, with one "
            "parameter more for each of additional_inputs. Now its parameters are"
        )
        self.message, self.history = _places(Binding(fn, 2 + inputs, giver=giver))

    def on_page(self) -> Callable[..., Any]:
        """Return the function for the page: its history is the whole conversation, the last message is to be answered.

        In the place of the message comes nothing; what the answer is added to comes in the place of the history.
        """

        def enter(args: list[Any]) -> Leave | None:
            conversation: list[Any] = args[self.history]
            if not conversation or conversation[-1]["role"] != "user":
                return None
            args[self.message] = text_of(conversation[-1])
            args[self.history] = conversation[:-1]
            # The function may do with its history what it likes. What is shown is nobody else's, and so stays as it is.
            shown = Continued(copy.deepcopy(conversation))
            answer = Answer()
            return lambda result: self._row(result, shown.by, answer)

        return self._used(enter, ChatFunction.on_page)

    def on_endpoint(self) -> Callable[..., Any]:
        """Return the function for clients: its history is the session's, and a row is the answer, then the history."""

        def enter(args: list[Any]) -> Leave | None:
            kept = [*(args[self.history] or ()), said("user", args[self.message])]
            args[self.history] = copy.deepcopy(kept[:-1])
            answer = Answer()

            def leave(result: Any) -> Row:
                response, others = self._parted(result)
                response = answer.whole(response)
                return [told(response), [*kept, *replies(response)], *others]

            return leave

        return self._used(enter, ChatFunction.on_endpoint)

    def on_example(self) -> Callable[..., Any]:
        """Return the function for an example, which is the first message of a conversation."""

        def enter(args: list[Any]) -> Leave | None:
            args.insert(self.history, [])
            asked = [said("user", args[self.message])]
            answer = Answer()
            return lambda result: self._row(result, asked.__add__, answer)

        used = self._used(enter, ChatFunction.on_example)
        signature = inspect.signature(used)
        free = [name for name in signature.parameters if signature.parameters[name].kind in POSITIONAL]
        if self.history < len(free):
            without = [p for p in signature.parameters.values() if p.name != free[self.history]]
            used.__signature__ = signature.replace(parameters=without)
        return used

    def _row(self, result: Any, conversation: Callable[[list[Any]], list[Any]], answer: Answer) -> Row:
        response, others = self._parted(result)
        shown = conversation(replies(answer.whole(response)))
        return [shown, *others] if others else shown

    def _parted(self, result: Any) -> tuple[Any, list[Any]]:
        """Return the answer, and the values of the additional outputs."""
        if not self.outputs:
            return result, []
        if not isinstance(result, (list, tuple)) or len(result) != 1 + self.outputs:
            raise ResultError(
                f"The function '{name_of(self.fn)}' has {self.outputs} additional output{'s' * (self.outputs > 1)}: it "
                f"returns the answer and then {self.outputs} more, as a tuple.",
                code="PE301",
            )
        return result[0], list(result[1:])

    def _used(self, enter: Enter, maker: Callable[..., Any]) -> Callable[..., Any]:
        used: Any = _of_the_same_kind(self.fn, enter)
        used.__name__ = name_of(self.fn)
        used.__doc__ = self.fn.__doc__ if hasattr(self.fn, "__name__") else None
        used.__annotations__ = hints_of(self.fn)
        # By this its signature is the function's own.
        used.__wrapped__ = self.fn
        # A worker process makes it of the program's function, which has a name there.
        used.remade = maker, (self,)
        return used


class Answer:
    """The answer of one run, which may come in pieces."""

    def __init__(self) -> None:
        self._text: str | None = ""

    def whole(self, response: Any) -> Any:
        """Return the answer so far; raises ResultError for a piece that fits to none."""
        if not isinstance(response, Change):
            self._text = response if isinstance(response, str) else None
            return response
        if not response.adds or response.path or self._text is None:
            raise ResultError(
                f"A chat's function gave {response}: gr.append(text) adds to an answer that is a text. "
                "Yield any other answer whole.",
                code="PE308",
            )
        self._text += response.value
        return self._text


def _places(binding: Binding) -> tuple[int, int]:
    """Return where the message and the history stand among a function's arguments."""
    found: list[int] = []
    at = 0
    for parameter in binding.parameters:
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            found += [at, at + 1]
        elif parameter.kind in POSITIONAL:
            if parameter.name not in binding.special:
                found.append(at)
            at += 1
    return (found[0], found[1]) if len(found) > 1 else (0, 1)


def _of_the_same_kind(fn: Callable[..., Any], enter: Enter) -> Callable[..., Any]:
    """Return a function that changes another one's arguments and results, and is a generator or awaited where it is."""

    async def stream(*given: Any, **named: Any) -> Any:
        args = list(given)
        leave = enter(args)
        if leave is None:
            yield skip()
            return
        async with aclosing(fn(*args, **named)) as results:
            async for result in results:
                yield leave(result)

    def steps(*given: Any, **named: Any) -> Any:
        args = list(given)
        leave = enter(args)
        if leave is None:
            yield skip()
            return
        with closing(fn(*args, **named)) as results:
            for result in results:
                yield leave(result)

    async def later(*given: Any, **named: Any) -> Any:
        args = list(given)
        leave = enter(args)
        return skip() if leave is None else leave(await fn(*args, **named))

    def once(*given: Any, **named: Any) -> Any:
        args = list(given)
        leave = enter(args)
        return skip() if leave is None else leave(fn(*args, **named))

    if is_generator(fn):
        return stream if is_async(fn) else steps
    return later if is_async(fn) else once


def text_of(message: dict[str, Any]) -> str:
    """Return the words of a message that a function received."""
    return "\n".join(part["text"] for part in message["content"] if part["type"] == "text")
