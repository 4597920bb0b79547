"""What is not built, where clients expect a refusal of a certain kind; everything else that is absent is a 404."""

from __future__ import annotations

from portico.server.refusal import Refusal
from portico.server.routing import API, Access, Cold
from portico.server.security import Receive, Scope, Send


class Absent:
    """An ASGI app that always refuses.

    Args:
        status: The reply's status.
        detail: What it says.
    """

    def __init__(self, status: int, detail: str) -> None:
        self.status = status
        self.detail = detail

    async def __call__(self, _scope: Scope, _receive: Receive, _send: Send) -> None:
        raise Refusal(self.status, self.detail)


routes = [
    Cold(f"{API}proxy={{url:path}}", Absent(400, "This URL cannot be proxied."), Access.LOGIN),
    Cold("/monitoring", Absent(403, "Monitoring is not enabled."), Access.LOGIN),
    Cold("/monitoring/{key:path}", Absent(403, "Monitoring is not enabled."), Access.LOGIN),
    Cold(f"{API}component_server", Absent(404, "Function not found."), Access.LOGIN),
    Cold(f"{API}custom_component/{{path:path}}", Absent(404, "Component not found."), Access.LOGIN),
    Cold(f"{API}run-history/{{path:path}}", Absent(401, "sign in to use run history"), Access.LOGIN),
]
