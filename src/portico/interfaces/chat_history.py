"""Conversations that the visitor's browser keeps: a list to choose from, and a button that begins a new one.

Everything happens in the browser and stays there; the server sees a conversation only when it is asked to answer.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from urllib.parse import quote

from portico.call.update import update
from portico.components.browserstate import BrowserState
from portico.components.button import Button
from portico.components.dataset import Dataset
from portico.components.textbox import Textbox
from portico.graph.event import Trigger
from portico.graph.graph import Graph
from portico.interfaces.chat_flow import QUIET, ChatFlow
from portico.interfaces.chat_words import translated
from portico.wire.files import InlineFile

PLUS = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="#fff"
 stroke-width="2" stroke-linecap="round"><path d="M5 12h14M12 5v14"/></svg>"""
SKIP = json.dumps(update())
NAME = json.dumps(translated("saved_conversations"))
LISTED = """(all, at) => ({
  __type__: "update",
  label: NAME,
  value: at,
  samples: all.map((talk) => {
    const said = talk.find((one) => one.role === "user")?.content.find((part) => part.type === "text")?.text ?? "…";
    return [said.replace(/\\s+/g, " ").trim().slice(0, 60)];
  }),
})""".replace("NAME", NAME)
SHOW = f"(kept) => [({LISTED})(kept ?? [], null)]"
KEEP = f"""(kept, at, talk) => {{
  if (!talk?.length) return [{SKIP}, {SKIP}];
  const all = [...(kept ?? [])];
  const known = at !== null && at < all.length;
  if (known) all[at] = talk;
  else all.unshift(talk);
  return [all, ({LISTED})(all, known ? at : 0)];
}}"""
FORGET = f"""(kept, at) => {{
  if (at === null) return [{SKIP}, {SKIP}];
  const all = (kept ?? []).filter((_, index) => index !== at);
  return [all, ({LISTED})(all, null)];
}}"""
BEGIN = '() => [[], {__type__: "update", value: null}]'
OPEN = f"(kept, at) => [at === null ? {SKIP} : (kept?.[at] ?? {SKIP})]"


@dataclass(slots=True)
class ChatHistory:
    """What stands beside a conversation: the conversations before it.

    Args:
        kept: Where the browser keeps them.
        begin: Begins a new one.
        listed: Shows them; its value is the number of the one that is open.
    """

    kept: BrowserState
    begin: Button
    listed: Dataset

    @classmethod
    def placed(cls, name: str) -> ChatHistory:
        """Place the button and the list where the page is being built.

        Args:
            name: What tells this chat from others of the same address; the browser keeps them apart by it.
        """
        begin = Button(translated("new_chat"), variant="primary", size="md")
        begin.icon = InlineFile(url=f"data:image/svg+xml,{quote(PLUS)}", orig_name="plus.svg")
        line = Textbox(visible=False)
        listed = Dataset(components=[line], show_label=False, layout="table", type="index")
        key = hashlib.sha256(name.encode()).hexdigest()[:16]
        return cls(BrowserState([], storage_key=f"portico-chats-{key}"), begin, listed)

    def connect(self, flow: ChatFlow, graph: Graph) -> None:
        """Keep each conversation as it goes on, and show the one that is chosen; after the flow is complete."""
        chatbot, kept, listed = flow.chatbot, self.kept, self.listed
        both = [kept, listed]
        graph.load(None, kept, listed, js=SHOW, **QUIET)
        for settled in flow.settled:
            Trigger(None, "then", graph, settled)(None, [kept, listed, chatbot], both, js=KEEP, **QUIET)
        chatbot.clear(None, both, both, js=FORGET, **QUIET)
        for leave in (self.begin.click, listed.click):
            leave(None, None, None, cancels=flow.answers, api_name=False)
        self.begin.click(None, None, [chatbot, listed], js=BEGIN, **QUIET)
        listed.click(None, both, chatbot, js=OPEN, **QUIET)
