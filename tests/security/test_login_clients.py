"""The published clients log in as they are, over http and https."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from compat.js_stories import CLIENT, node
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError

from security.entrance import ANN, BEN, ledger, log_in


@pytest.fixture(params=["http", "https"])
def scheme(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """What a launch is told for each."""
    if request.param == "http":
        return {}
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    wanted = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    made = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *wanted]
    subprocess.run(made, check=True, capture_output=True)
    return {"ssl_keyfile": key, "ssl_certfile": certificate}


def javascript(url: str, *auth: str) -> dict[str, Any]:
    """What the published JavaScript client makes of an app."""
    done = subprocess.run(
        [node(), "login.mjs", url, *auth],
        cwd=CLIENT,
        env={**os.environ, "NODE_TLS_REJECT_UNAUTHORIZED": "0", "NODE_NO_WARNINGS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.requirement("R30")
def test_the_python_client_logs_in(launched: Any, scheme: dict[str, Any], tmp_path: Path) -> None:
    app = launched(ledger(), auth=[ANN, BEN], **scheme)
    client = Client(app.url, auth=ANN, verbose=False, download_files=str(tmp_path), ssl_verify=False)
    try:
        assert client.predict("x", api_name="/ledger_total") == "x for ann 0"
        assert client.submit("y", api_name="/ledger_total").result(20) == "y for ann 1"
    finally:
        client.close()
    with pytest.raises(ValueError, match="Could not login"):
        Client(app.url, auth=("ann", "rose"), verbose=False, ssl_verify=False)
    with pytest.raises(AuthenticationError):
        Client(app.url, verbose=False, ssl_verify=False)


@pytest.mark.requirement("R30")
def test_the_javascript_client_logs_in(launched: Any, scheme: dict[str, Any]) -> None:
    app = launched(ledger(), auth=[ANN, BEN], auth_message="Members only", **scheme)
    assert javascript(app.url, *ANN) == {"sent": ["x for ann 0"], "streamed": ["y for ann 1"]}
    assert javascript(app.url) == {"error": "Members only"}
    assert "sent" not in javascript(app.url, "ann", "rose")


def test_a_function_that_looks_at_requests_serves_clients_too(launched: Any, tmp_path: Path) -> None:
    app = launched(ledger(), auth_dependency=lambda request: request.headers.get("x-who"))
    client = Client(app.url, headers={"x-who": "eve"}, verbose=False, download_files=str(tmp_path))
    try:
        assert client.predict("x", api_name="/ledger_total") == "x for eve 0"
    finally:
        client.close()


@pytest.mark.requirement("R30")
def test_on_https_the_cookie_is_locked_to_the_host(launched: Any, scheme: dict[str, Any]) -> None:
    app = launched(ledger(), auth=ANN, **scheme)
    with log_in(app.url, verify=False) as client:
        cookie = next(iter(client.cookies.jar))
        assert cookie.secure is bool(scheme)
        assert cookie.name.startswith("__Host-") is bool(scheme)
        assert client.get("/gradio_api/user").json() == "ann"
        plain = {cookie.name.removeprefix("__Host-"): cookie.value or ""}
    if scheme:
        assert httpx.get(f"{app.url}/config", cookies=plain, verify=False).status_code == 401, "it was planted"
