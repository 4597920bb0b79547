"""Every error Portico raises.

PorticoError
├── Error                 shown to the person who uses the page, word for word
│   ├── InvalidPayload    what a visitor sent does not fit the component
│   │   └── NotAccepted   its kind is right; the component takes others, such as its choices
│   ├── TimedOut          a function took longer than its listener's limit
│   └── QuotaReached      the files of a visitor, or of the app, take all the room they may
├── BuildError            the program is wrong; raised while the page is built
│   ├── WrongCall         a call with what it does not take; a TypeError as well
│   ├── Misplaced         something stands, or is asked for, where it cannot be; a RuntimeError as well
│   ├── NoSuchName        a name that is not there; an AttributeError as well
│   ├── NoSuchModule      a module that is not there; a ModuleNotFoundError as well
│   ├── NoSuchFile        a file that is not there; a FileNotFoundError as well
│   ├── NotServed         the app cannot be reached where it is to be; an OSError as well
│   ├── DuplicateName     two endpoints, one `api_name`
│   ├── NotReady          the app is started for strangers, and something that this needs is missing
│   └── NotBuilt          a part of Gradio's surface that Portico does not have yet
├── MissingExtra          a library is needed that the base install does not bring
├── ResultError           a function answered with something its outputs cannot show
│   └── DuplicateKey      two parts of one render, one `key`
├── Outdated              code of an older version of the program gave what the newer one has no place for
├── NotValid              a validator refused the inputs
├── ValidatorFailed       a validator could not judge them
├── WorkerDied            the process that ran a function ended
├── QueueFull             the queue's bound is reached
├── UnknownTask           no such endpoint, index or event
├── FileRefused           a file that is not the caller's, or that the app does not offer
├── TooLarge              an upload over the app's limit
└── StoreError            what is kept could not be reached
    ├── SessionExpired    the session is gone
    ├── NotKept           a value that this store cannot keep, such as a lock
    └── Missed            messages were asked for that are not kept any more

Those that tell a developer of a mistake have a code, such as PE101, which `portico explain` and docs/errors.md explain.
"""

from __future__ import annotations

from typing import Any

GIVEN = "_portico_given"
"""Where an exception has the result that did not fit, which its text may quote."""


def pointer(code: str) -> str:
    """Return the line that stands below the message of an error with that code."""
    return f"{code}: `portico explain {code}` says more"


def spoken(error: BaseException) -> str:
    """Return what an error says and its notes, for where no trace is shown."""
    return "\n".join([str(error), *getattr(error, "__notes__", ())])


class PorticoError(Exception):
    """Anything that Portico itself raises.

    Args:
        args: What happened.
        code: Which mistake of a developer's it is, as the table of mistakes calls it; it stands below the message in a
            trace. Default: that of the class, where there is but one.
    """

    code: str = ""
    """Which mistake it is; empty where it is none of a developer's."""

    def __init__(self, *args: Any, code: str = "") -> None:
        super().__init__(*args)
        if code:
            self.code = code
        if self.code:
            self.add_note(pointer(self.code))


class Error(PorticoError):
    """Stop the function and show a message to the person who called it.

    Args:
        message: What happened and what to do, shown in a toast and on the outputs. May hold HTML.
        duration: Seconds until the toast closes; None or 0 keeps it until it is dismissed.
        visible: Whether a toast is shown at all.
        title: The toast's heading.
        print_exception: Whether the traceback goes to the server's log as well.
    """

    def __init__(
        self,
        message: str = "Error raised.",
        duration: float | None = 10,
        visible: bool = True,
        title: str = "Error",
        print_exception: bool = True,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.duration = duration
        self.visible = visible
        self.title = title
        self.print_exception = print_exception

    def __str__(self) -> str:
        return str(self.message)


class InvalidPayload(Error):
    """A value that does not fit its component; the message says what was expected and what came."""

    def __init__(self, message: str) -> None:
        super().__init__(message, print_exception=False)


class NotAccepted(InvalidPayload):
    """Something of the right kind that is not taken: no choice, out of range, another type of file, an uneven batch.

    Unlike the other misfits, it is explained to API clients whether or not `show_error` is on.
    """


class TimedOut(Error):
    """A function took longer than its listener's `time_limit`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"This took longer than {seconds:g} seconds (time_limit) and was ended.", print_exception=False
        )
        self.seconds = seconds

    def __reduce__(self) -> tuple[type[TimedOut], tuple[float]]:
        return TimedOut, (self.seconds,)


class QuotaReached(Error):
    """There is no room for a file.

    Args:
        setting: The field of `gr.Security` that bounds it.
        limit: Bytes it allows.
    """

    def __init__(self, setting: str, limit: int) -> None:
        whose = "Your files take" if setting == "session_disk_quota" else "The app's files take"
        super().__init__(
            f"{whose} all the room they may: {limit} bytes, by gr.Security({setting}=…).", print_exception=False
        )
        self.setting = setting
        self.limit = limit

    def __reduce__(self) -> tuple[type[QuotaReached], tuple[str, int]]:
        return QuotaReached, (self.setting, self.limit)


class BuildError(PorticoError, ValueError):
    """The program describes a page that cannot work; raised when the page is built, not when it is used."""


class WrongCall(BuildError, TypeError):
    """Something was called with what it does not take."""


class Misplaced(BuildError, RuntimeError):
    """Something stands, or was asked for, where it cannot be."""


class NoSuchName(BuildError, AttributeError):
    """A name that is not there."""


class NoSuchModule(BuildError, ModuleNotFoundError):
    """A module that is not there.

    Args:
        message: What is missing.
        name: The module's name, which tools read.
        code: Which mistake it is.
    """

    def __init__(self, message: str, *, name: str | None = None, code: str = "") -> None:
        super().__init__(message, code=code)
        self.name = name


class NoSuchFile(BuildError, FileNotFoundError):
    """A file or a folder that is not there."""


class NotServed(BuildError, OSError):
    """The app cannot be reached where it is to be."""


class DuplicateName(BuildError):
    """Two endpoints were given the same `api_name`."""

    code = "PE206"


class NotReady(BuildError):
    """The app is not ready for the profile that it is started with."""

    code = "PE405"


class NotBuilt(BuildError, NotImplementedError):
    """A part of Gradio's surface that Portico does not have yet.

    Args:
        what: The parameter or name, as the program wrote it.
        instead: What to do meanwhile.
    """

    code = "PE102"

    def __init__(self, what: str, instead: str = "") -> None:
        hint = f" {instead}" if instead else ""
        super().__init__(f"{what} is not built in Portico yet.{hint} See docs/compatibility.md.")
        self.what = what
        self.instead = instead

    def __reduce__(self) -> tuple[type[NotBuilt], tuple[str, str], dict[str, Any]]:
        return type(self), (self.what, self.instead), vars(self)


class MissingExtra(PorticoError, ImportError):
    """A library is missing that an optional extra installs.

    Args:
        library: The library's name on PyPI.
        extra: The extra of Portico that installs it.
        purpose: What it is needed for, as the end of the sentence "… is needed to".
    """

    code = "PE501"

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        super().__init__(f"{library} is needed to {purpose}. Install it with: pip install 'portico[{extra}]'")
        self.library = library
        self.extra = extra
        self.purpose = purpose

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str, str], dict[str, Any]]:
        return type(self), (self.library, self.extra, self.purpose), vars(self)


class ResultError(PorticoError, ValueError):
    """What a function returned does not fit its outputs."""


class DuplicateKey(ResultError):
    """Two parts of a dynamic page were given the same `key`."""

    code = "PE111"


class Outdated(PorticoError):
    """Code that was replaced while it ran gave what has no place now; the text, where there is one, is for its visitor.

    Only a server that reloads its program raises it.
    """


class NotValid(PorticoError):
    """A validator refused the inputs.

    Args:
        verdicts: One for each input, as the wire tells them.
    """

    def __init__(self, verdicts: list[Any]) -> None:
        said = [str(verdict["message"]) for verdict in verdicts if not verdict["is_valid"]]
        super().__init__("; ".join(said))
        self.verdicts = verdicts


class ValidatorFailed(PorticoError):
    """A validator could not judge the inputs; the text is what a visitor may know of it."""


class WorkerDied(PorticoError):
    """The process that ran a function ended, or could not begin."""

    code = "PE502"


class QueueFull(PorticoError):
    """More jobs are waiting than the queue may hold."""


class UnknownTask(PorticoError, KeyError):
    """No endpoint, index or event of that name."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else "Unknown endpoint."


class FileRefused(PorticoError):
    """A file that does not belong to the caller or that the app does not offer."""


class TooLarge(PorticoError):
    """A file over the app's `max_file_size`."""


class StoreError(PorticoError):
    """What is kept could not be read or written."""


class SessionExpired(StoreError):
    """The session ended, or never was."""


class NotKept(StoreError):
    """A value of a session that this store cannot keep; raised by a store that does not keep the object itself."""


class Missed(StoreError):
    """What a session was told after a certain message is not kept any more.

    Args:
        after: The message's number.
    """

    def __init__(self, after: int) -> None:
        super().__init__(f"What came after message {after} is not kept any more.")
        self.after = after
