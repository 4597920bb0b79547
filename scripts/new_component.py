"""Start a component: `make new NAME=Rating` writes four files and one line.

The component it starts holds a number, so that everything runs and is tested from the first minute; then make it yours.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
STUB = ROOT / "src" / "portico" / "__init__.pyi"

COMPONENT = '''"""A NAME."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

from portico.errors import InvalidPayload
from portico.graph.component import Component
from portico.graph.event import Event
from portico.graph.options import ComponentOptions
from portico.wire.codec import JSON


class NAME(Component):
    """Choose a number up to `maximum`.

    Args:
        maximum: The largest number.
        value: The number at first; a function is called at each page load.
        common: What every component takes: `info`, `scale`, `visible` and the like.
    """

    change = Event()
    input = Event()

    def __init__(
        self, maximum: int = 5, value: int | Callable[[], int] | None = None, **common: Unpack[ComponentOptions]
    ) -> None:
        self.maximum = maximum
        super().__init__(value, **common)

    def preprocess(self, payload: JSON) -> int | None:
        """Return the number; raises InvalidPayload where it is none, or out of range."""
        if payload is None:
            return None
        if not isinstance(payload, int) or isinstance(payload, bool) or not 0 <= payload <= self.maximum:
            raise InvalidPayload(f"NAME expects 0 to {self.maximum}, got {payload!r}.")
        return payload

    def api_info(self) -> JSON:
        """Return the JSON Schema of the payload."""
        return {"type": "integer", "minimum": 0, "maximum": self.maximum}

    def example_value(self) -> Any:
        """Return a value for documentation."""
        return 1
'''

TEST = '''"""NAME in Python."""

import pytest

import portico as gr
from portico.errors import InvalidPayload


def test_a_number_in_range_comes_through_and_any_other_is_refused() -> None:
    component = gr.NAME(3, render=False)
    assert component.preprocess(2) == 2
    for wrong in (4, -1, "2", True):
        with pytest.raises(InvalidPayload, match="0 to 3"):
            component.preprocess(wrong)
'''

VIEW = """<script lang="ts">
  import { named } from "../../kit/block";
  import Frame from "../../kit/Frame.svelte";
  import type { Node } from "../../store/node.svelte";

  interface Props {
    value?: number | null;
    maximum: number;
  }

  let { node }: { node: Node<Props> } = $props();
</script>

<Frame {node} control>
  <input
    {...named(node)}
    type="number"
    min="0"
    max={node.props.maximum}
    disabled={!node.interactive}
    bind:value={() => node.props.value ?? null, (value) => node.input(value)}
  />
</Frame>
"""

VIEW_TEST = """import { expect, test } from "vitest";
import { place } from "../../testing";

test("a person's number reaches the listener", async () => {
  const { user, screen, transport } = await place("TYPE", { label: "Stars", value: 2, maximum: 5 }, ["change"]);
  await user.type(screen.getByLabelText("Stars"), "{Backspace}4");
  await expect.poll(() => transport.requests.at(-1)?.data).toEqual([4]);
});
"""


def plan(name: str) -> dict[Path, str]:
    """Return the files of a new component."""
    kind = name.lower()
    view = ROOT / "ui" / "src" / "components" / kind
    return {
        ROOT / "src" / "portico" / "components" / f"{kind}.py": COMPONENT.replace("NAME", name),
        ROOT / "tests" / "components" / f"test_{kind}.py": TEST.replace("NAME", name),
        view / "index.svelte": VIEW,
        view / f"{kind}.test.ts": VIEW_TEST.replace("TYPE", kind),
    }


def with_line(stub: str, name: str) -> str:
    """Return the stub with the component's line, in its place by the alphabet."""
    line = f"from portico.components.{name.lower()} import {name} as {name}"
    lines = stub.splitlines()
    first = next(n for n, one in enumerate(lines) if one.startswith("from portico.components."))
    last = max(n for n, one in enumerate(lines) if one.startswith("from portico.components."))
    at = next((n for n in range(first, last + 1) if lines[n].lower() > line.lower()), last + 1)
    return "\n".join([*lines[:at], line, *lines[at:]]) + "\n"


def main() -> int:
    """Write the files; 2 where the name does not fit or is taken."""
    parser = argparse.ArgumentParser(description="Start a component.")
    parser.add_argument("name", help="the class, such as Rating")
    name: str = parser.parse_args().name
    files = plan(name)
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]{1,40}", name):
        print(f"A component's name is one word that begins with a capital letter, not {name!r}.", file=sys.stderr)
        return 2
    taken = [path for path in files if path.exists()]
    if taken:
        print(f"{taken[0].relative_to(ROOT)} exists already.", file=sys.stderr)
        return 2
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    STUB.write_text(with_line(STUB.read_text(encoding="utf-8"), name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
