"""Logging in: who may, how often, and what the cookie is."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

import httpx
import pytest

import portico as gr
from portico.errors import BuildError
from portico.lang.password import IN_MEMORY, WRITTEN, hashed, is_hash, read_hash
from portico.server.attempts import Attempts
from portico.server.logins import Logins
from portico.wire.user import User
from security.entrance import ANN, BEN, ask, ledger, log_in, told

pytestmark = pytest.mark.anyio

REFUSED = {"detail": {"error": "Not authenticated", "auth_message": "Members only"}}


def attempt(url: str, name: str, password: str, **options: Any) -> httpx.Response:
    return httpx.post(f"{url}/login", data={"username": name, "password": password}, **options)


# The wire, as Gradio's clients know it


def test_login_and_what_clients_ask_about_it(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN], auth_message="Members only")
    refused = httpx.get(f"{app.url}/config")
    assert (refused.status_code, refused.json()) == (401, REFUSED)
    assert httpx.get(f"{app.url}/gradio_api/user").json() is None
    assert httpx.get(f"{app.url}/gradio_api/login_check").json() == REFUSED
    wrong = attempt(app.url, "ann", "rose")
    assert (wrong.status_code, wrong.json()) == (400, {"detail": "Incorrect credentials."})
    with log_in(app.url, (" ann ", "tulip")) as client:
        assert client.get("/config").json()["username"] == "ann"
        assert client.get("/gradio_api/user").json() == "ann"
        assert client.get("/gradio_api/login_check").json() is None
        assert ask(client).status_code == 200
        assert "x for ann 0" in told(client)


@pytest.mark.parametrize("form", [{"username": "ann"}, {"username": "", "password": "tulip"}, {}])
def test_a_form_that_lacks_something_is_a_422(launched: Any, form: dict[str, str]) -> None:
    app = launched(ledger(), auth=ANN)
    answer = httpx.post(f"{app.url}/login", data=form)
    assert answer.status_code == 422
    assert {problem["loc"][1] for problem in answer.json()["detail"]} >= {"username", "password"} - {
        name for name, text in form.items() if text
    }
    assert httpx.post(f"{app.url}/login", json={"username": "ann", "password": "tulip"}).status_code == 422
    assert httpx.post(f"{app.url}/login", files={"username": (None, "ann"), "password": (None, "tulip")}).is_success


def test_an_app_without_a_login_sends_who_logs_in_to_the_page(launched: Any) -> None:
    app = launched(ledger())
    assert attempt(app.url, *ANN).headers["location"] == f"{app.url}/"
    assert httpx.get(f"{app.url}/logout").status_code == 302
    assert httpx.get(f"{app.url}/config").json()["username"] is None


@pytest.mark.requirement("R31")
def test_the_token_is_in_the_cookie_and_nowhere_else(launched: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app = launched(ledger(), auth=ANN)
    with log_in(app.url) as client:
        token = next(iter(client.cookies.jar)).value
        assert token is not None
        seen = [client.get(path).text for path in ("/", "/config", "/gradio_api/token", "/gradio_api/nope")]
        seen += [str(answer.headers) for answer in [client.get("/gradio_api/token"), client.get("/config?x=1")]]
        assert ask(client).is_success
        seen += [told(client), *(one.getMessage() for one in caplog.records if not one.name.startswith("http"))]
    for text in seen:
        assert token not in text


# Passwords


@pytest.mark.requirement("R28")
def test_the_timing_of_passwords_tells_nothing(launched: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown name and a wrong password take the same work and get the same answer.

    The work is one scrypt each, counted and not timed: what a clock would show on one machine on one day proves little.
    """
    import hashlib

    app = launched(ledger(), auth=[ANN, BEN])
    work: list[tuple[int, int, int]] = []
    scrypt = hashlib.scrypt

    def counted(password: bytes, **how: Any) -> bytes:
        work.append((how["n"], how["r"], how["p"]))
        return scrypt(password, **how)

    monkeypatch.setattr("hashlib.scrypt", counted)
    answers, costs = [], []
    for name, password in [("ann", "wrong"), ("nobody", "wrong"), ("ben", "tulip"), ("ann", "tulip")]:
        work.clear()
        answer = attempt(app.url, name, password)
        answers.append((answer.status_code, answer.content, sorted(set(answer.headers) - {"set-cookie", "vary"})))
        costs.append(list(work))
    assert len(set(map(tuple, costs))) == 1
    assert costs[0] == [(IN_MEMORY.n, IN_MEMORY.r, IN_MEMORY.p)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[3][0] == 200


@pytest.mark.requirement("R28")
async def test_names_whose_hashes_cost_differently_take_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from portico.app.door import Pairs
    from portico.lang import password as passwords

    pairs = Pairs([("ann", "tulip"), ("ben", str(hashed("rose")))])
    work: list[Any] = []
    derive = passwords.derive
    monkeypatch.setattr(passwords, "derive", lambda *args: (work.append(args[2]), derive(*args))[1])
    for name, password, good in [
        ("ann", "tulip", True),
        ("ben", "rose", True),
        ("ben", "x", False),
        ("eve", "x", False),
    ]:
        work.clear()
        assert pairs.fits(name, password) is good
        assert sorted(work, key=str) == sorted([IN_MEMORY, WRITTEN], key=str)


def test_no_plain_password_is_kept(launched: Any) -> None:
    app = launched(ledger(), auth=[("ann", "tulip-canary")])
    door = app.demo.composed.asgi.site.door
    assert "tulip-canary" not in repr(vars(door.check))


def test_hashes_stand_where_passwords_do_and_are_all_different(launched: Any) -> None:
    line = str(hashed("rose"))
    assert is_hash(line)
    assert line != str(hashed("rose"))
    assert read_hash(line).fits("rose")
    assert not read_hash(line).fits("Rose")
    app = launched(ledger(), auth=[("ben", line)])
    assert attempt(app.url, "ben", "rose").status_code == 200
    assert attempt(app.url, "ben", line).status_code == 400


@pytest.mark.parametrize(
    "line",
    ["scrypt$", "scrypt$1$2$3", "scrypt$3$8$1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
     "scrypt$1073741824$8$1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA", "scrypt$16384$8$1$AA$AA", "scrypt$x$8$1$AA$AA"],
)  # fmt: skip
def test_a_line_that_is_no_hash_is_refused_before_it_costs_anything(line: str) -> None:
    with pytest.raises(BuildError, match="the password of 'ann': .*portico hash-password"):
        ledger().launch(auth=("ann", line), prevent_thread_lock=True, quiet=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"auth": []}, "a list of 0. To let everybody in, leave auth out"),
        ({"auth": ("ann",)}, "auth is a pair"),
        ({"auth": [("ann", "tulip", "x")]}, "auth is a pair"),
        ({"auth": "ann"}, "what came is a str"),
        ({"auth": ("ann", "")}, "'ann' lacks one of them"),
        ({"auth": ANN, "auth_dependency": lambda request: "x"}, "one door"),
        ({"auth_dependency": "x"}, "a function of a request"),
    ],
)
def test_what_does_not_fit_is_explained_without_quoting_a_password(given: dict[str, Any], said: str) -> None:
    options = {"prevent_thread_lock": True, "quiet": True, **given}
    with pytest.raises(BuildError, match=re.escape(said)) as raised:
        ledger().launch(**options)
    assert "tulip" not in str(raised.value)


@pytest.mark.parametrize("given", [{"login_idle": 0}, {"login_lifetime": "1h"}, {"login_attempts": 0}])
def test_numbers_that_do_not_fit_are_explained(given: dict[str, Any]) -> None:
    with pytest.raises(BuildError, match=f"Security: {next(iter(given))} is a"):
        gr.Security(**given)


# Functions of the author's


async def _async_check(name: str, password: str) -> bool:
    await asyncio.sleep(0)
    return (name, password) == ANN


class _Checker:
    def __call__(self, name: str, password: str) -> bool:
        return (name, password) == ANN


@pytest.mark.parametrize("check", [lambda name, password: (name, password) == ANN, _async_check, _Checker()])
def test_a_function_judges_names_and_passwords(launched: Any, check: Any) -> None:
    app = launched(ledger(), auth=check)
    assert attempt(app.url, *BEN).status_code == 400
    with log_in(app.url) as client:
        assert client.get("/gradio_api/user").json() == "ann"


@pytest.mark.requirement("R34")
@pytest.mark.parametrize("error", [KeyError("ann"), SystemExit(1), KeyboardInterrupt()])
def test_a_function_that_fails_lets_nobody_in(
    launched: Any, error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(name: str, password: str) -> bool:
        raise error

    app = launched(ledger(), auth=broken)
    answer = attempt(app.url, "ann", "canary-password")
    assert (answer.status_code, answer.json()) == (400, {"detail": "Incorrect credentials."})
    assert attempt(app.url, "ann", "x").status_code == 400, "the server lives"
    assert "canary-password" not in caplog.text


# Attempts


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.requirement("R29")
def test_each_failure_doubles_the_wait_and_success_forgives() -> None:
    clock = Clock()
    attempts = Attempts(3, clock=clock)
    waits = []
    for _ in range(8):
        waits.append(attempts.wait("10.0.0.1", "ann"))
        clock.now += waits[-1]
        assert attempts.wait("10.0.0.1", "ann") == 0
        attempts.begin("10.0.0.1", "ann")
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16]
    clock.now += 32
    attempts.begin("10.0.0.1", "ann")
    attempts.succeeded("10.0.0.1", "ann")
    assert attempts.wait("10.0.0.1", "ann") == 0
    for _ in range(60):
        attempts.begin("10.0.0.1", "ann")
    assert attempts.wait("10.0.0.1", "ann") == 900
    clock.now += 3601
    assert attempts.wait("10.0.0.1", "ann") == 0


@pytest.mark.requirement("R29")
def test_who_was_here_before_is_not_locked_out_by_others() -> None:
    attempts = Attempts(3, clock=Clock())
    attempts.begin("10.0.0.1", "ann")
    attempts.succeeded("10.0.0.1", "ann")
    for number in range(100):
        attempts.begin(f"10.9.9.{number}", "ann")  # somebody guesses her password from everywhere
        attempts.begin("10.0.0.1", f"name{number}")  # somebody beside her guesses names
    assert attempts.wait("10.0.0.1", "ann") == 0
    assert attempts.wait("10.0.0.2", "ann") > 0
    assert attempts.wait("10.0.0.1", "ben") > 0
    assert attempts.wait("10.0.0.2", "ben") == 0


@pytest.mark.requirement("R29")
def test_what_is_counted_is_bounded_and_half_an_ipv6_address_is_one() -> None:
    attempts = Attempts(3, capacity=50, clock=Clock())
    for number in range(1000):
        attempts.begin(f"10.0.{number // 250}.{number % 250}", f"name{number}")
        attempts.succeeded("10.0.0.1", f"name{number}")
    assert len(attempts) <= 100
    few = Attempts(1, clock=Clock())
    for number in range(8):
        few.begin(f"2001:db8:1:2::{number:x}", f"name{number}")
    assert few.wait("2001:db8:1:2:ffff::1", "other") > 0
    assert few.wait("2001:db8:1:3::1", "other") == 0


@pytest.mark.requirement("R29")
def test_too_many_attempts_are_a_429_that_says_when(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN], security=gr.Security(login_attempts=2))
    app.demo.composed.asgi.site.door.attempts = Attempts(2, clock=Clock())
    with log_in(app.url, BEN):
        pass
    assert [attempt(app.url, "ann", "x").status_code for _ in range(3)] == [400, 400, 429]
    late = attempt(app.url, *ANN)
    assert late.status_code == 429
    assert late.headers["retry-after"] == "1"
    assert "Too many attempts" in late.json()["detail"]
    assert attempt(app.url, *BEN).status_code == 200, "another name is not held up"


# Cookies


@pytest.mark.requirement("R30", "R32")
def test_the_cookie_is_one_for_this_site_alone_and_new_at_each_login(launched: Any) -> None:
    app = launched(ledger(), auth=ANN)
    values = []
    for _ in range(2):
        answer = attempt(app.url, *ANN)
        assert len(answer.headers.get_list("set-cookie")) == 1
        name, _, rest = answer.headers["set-cookie"].partition("=")
        value, _, attributes = rest.partition(";")
        assert name.startswith("access-token-")
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", value), "256 random bits"
        assert {part.strip().lower() for part in attributes.split(";")} == {"httponly", "path=/", "samesite=lax"}
        values.append(value)
    assert values[0] != values[1]
    public = launched(ledger(), auth=ANN, root_path="https://app.example")
    secure = attempt(public.url, *ANN).headers["set-cookie"]
    assert secure.startswith("__Host-access-token-")
    assert "; Secure" in secure


@pytest.mark.requirement("R32")
def test_a_login_given_with_the_form_is_not_taken_up(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    with log_in(app.url) as client:
        old = dict(client.cookies)
        assert client.post("/login", data={"username": "ann", "password": "tulip"}).is_success
        assert dict(client.cookies) != old
        assert httpx.get(f"{app.url}/config", cookies=old).status_code == 401


@pytest.mark.requirement("R32")
async def test_tokens_are_kept_as_digests_and_end_by_themselves() -> None:
    clock = Clock()
    logins = Logins(b"k" * 32, idle=100, lifetime=300, clock=clock)
    token = logins.begin(User("ann"))
    assert token not in repr(vars(logins))
    login = logins.find(token)
    assert login is not None
    for _ in range(2):
        clock.now += 99
        assert logins.find(token) is login
    clock.now += 99
    assert logins.find(token) is login
    clock.now += 5
    assert logins.find(token) is None, "its lifetime is over, though it was used"
    idle = logins.begin(User("ann"))
    clock.now += 101
    assert logins.find(idle) is None
    assert logins.find("") is None
    assert logins.find("x" * 10_000) is None
    assert len(logins) == 0


@pytest.mark.requirement("R32")
async def test_a_login_that_only_listens_is_ended_too() -> None:
    logins = Logins(b"k" * 32, idle=0.02, lifetime=300)
    ended = asyncio.Event()
    login = logins.find(logins.begin(User("ann")))
    assert login is not None
    login.watching.add(ended.set)
    await asyncio.wait_for(ended.wait(), 5)
    assert len(logins) == 0


@pytest.mark.requirement("R32")
async def test_an_old_token_is_renewed_and_good_for_a_moment_more(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("portico.server.logins.OVERLAP", 0.02)
    logins = Logins(b"k" * 32, idle=1e5, lifetime=1e6, clock=clock)
    old = logins.begin(User("ann"))
    login = logins.find(old)
    assert login is not None
    assert logins.renew(login) is None, "it is young"
    clock.now += 3601
    new = logins.renew(login)
    assert new is not None
    assert new != old
    assert logins.find(old) is login, "what is on its way still carries it"
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, over.set)
    await over.wait()
    assert logins.find(old) is None
    assert logins.find(new) is login
    logins.end(login)
    assert logins.find(new) is None


async def test_logins_are_bounded_and_the_oldest_of_the_same_name_goes_first() -> None:
    logins = Logins(b"k" * 32, idle=100, lifetime=300, capacity=4, each=2)
    ben = logins.begin(User("ben"))
    tokens = [logins.begin(User("ann")) for _ in range(3)]
    assert [logins.find(token) is not None for token in [ben, *tokens]] == [True, False, True, True]
    for number in range(5):
        logins.begin(User(f"name{number}"))
    assert len(logins) == 4


# Logging out


@pytest.mark.requirement("R32")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_logging_out_ends_every_login_of_the_name_and_of_no_other(launched: Any, method: str) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    with log_in(app.url) as here, log_in(app.url) as there, log_in(app.url, BEN) as other:
        stolen = dict(here.cookies)
        answer = here.request(method, "/logout")
        assert answer.status_code in (302, 303)
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert httpx.get(f"{app.url}/config", cookies=stolen).status_code == 401
        assert there.get("/config").status_code == 401
        assert other.get("/config").status_code == 200


def test_logging_out_here_leaves_the_others(launched: Any) -> None:
    app = launched(ledger(), auth=ANN)
    with log_in(app.url) as here, log_in(app.url) as there:
        here.get("/logout", params={"all_session": "false"})
        assert here.get("/config").status_code == 401
        assert there.get("/config").status_code == 200


@pytest.mark.requirement("R32")
def test_the_author_ends_the_logins_of_a_name_whose_password_changed(launched: Any) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    with log_in(app.url) as client, log_in(app.url, BEN) as other:
        app.demo.log_out("ann")
        assert client.get("/config").status_code == 401
        assert other.get("/config").status_code == 200


@pytest.mark.requirement("R16")
@pytest.mark.parametrize(
    ("headers", "out"),
    [
        ({"sec-fetch-site": "cross-site", "accept": "text/html"}, False),
        ({"sec-fetch-site": "same-site", "accept": "text/html"}, False),
        ({"referer": "https://evil.example/x", "accept": "text/html"}, False),
        ({"accept": "text/html"}, False),
        ({"sec-fetch-site": "same-origin", "accept": "text/html"}, True),
        ({"sec-fetch-site": "none", "accept": "text/html"}, True),
        ({"referer": "{url}/", "accept": "text/html"}, True),
        ({}, True),
    ],
)
def test_a_link_of_another_site_logs_nobody_out(launched: Any, headers: dict[str, str], out: bool) -> None:
    app = launched(ledger(), auth=ANN)
    with log_in(app.url) as client:
        client.get("/logout", headers={key: value.format(url=app.url) for key, value in headers.items()})
        assert (client.get("/config").status_code == 401) is out
        client.request("HEAD", "/logout")
        assert (client.get("/config").status_code == 401) is out


@pytest.mark.requirement("R15")
@pytest.mark.parametrize("path", ["/logout", "/login", "/"])
def test_a_form_of_another_site_does_nothing(launched: Any, path: str) -> None:
    app = launched(ledger(), auth=[ANN, BEN])
    away = {"origin": "https://evil.example", "sec-fetch-site": "cross-site", "accept": "text/html"}
    with log_in(app.url) as client:
        form = {"username": "ben", "password": "rose"}
        assert client.post(path, headers=away, data=form).status_code == 403
        assert client.get("/gradio_api/user").json() == "ann"


@pytest.mark.requirement("R30")
def test_only_an_app_that_is_embedded_on_purpose_has_its_cookie_sent_in_frames(launched: Any) -> None:
    frames = gr.Security(embed_origins=["https://club.example"], allowed_hosts=["*"])
    app = launched(ledger(), auth=ANN, security=frames, root_path="https://app.example")
    cookie = attempt(app.url, *ANN).headers["set-cookie"]
    assert "SameSite=none" in cookie
    assert "; Secure" in cookie
    policy = httpx.get(app.url).headers["content-security-policy"]
    assert "frame-ancestors 'self' https://club.example" in policy
    plain = launched(ledger(), auth=ANN, security=frames)
    assert "SameSite=lax" in attempt(plain.url, *ANN).headers["set-cookie"]
    alone = launched(ledger(), auth=ANN)
    assert httpx.get(alone.url).headers["content-security-policy"].endswith("frame-ancestors 'self'")


@pytest.mark.requirement("R21")
def test_the_page_of_an_app_with_a_login_is_framed_by_itself_alone(launched: Any) -> None:
    app = launched(ledger(), auth=ANN)
    with log_in(app.url) as client:
        page = client.get("/")
        assert page.status_code == 503 or "frame-ancestors 'self'" in page.headers["content-security-policy"]
