"""Logging in and out, and what clients ask about it. Apps that are open to everybody answer as Gradio's do."""

from __future__ import annotations

import time

from starlette.requests import Request

from portico.server.audited import note
from portico.server.body import read
from portico.server.door import LOGIN, USER, PasswordDoor
from portico.server.login_page import LoginPage
from portico.server.refusal import Refusal
from portico.server.root import host_of, public_root
from portico.server.routing import API, Access, Hot
from portico.server.visit import NO_STORE, TEXT_TYPE, Headers, Visit
from portico.wire.user import User

LARGEST_FORM = 16 * 1024
LONGEST_NAME = 256
LONGEST_PASSWORD = 1024
HTML = (b"content-type", b"text/html; charset=utf-8")
WAIT = 429
NEVER = {"false", "0", "no", "off"}


async def login(visit: Visit) -> None:
    """Log in with a form; the page's own is answered with the page, any other with JSON."""
    door = visit.site.door
    if not isinstance(door, PasswordDoor):
        await home(visit)
        return
    name, password = await credentials(visit)
    began = time.monotonic()
    try:
        if len(name) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
            raise Refusal(400, "Incorrect credentials.")
        entered, cookie = await door.admit(visit.scope, name, password)
    except Refusal as refused:
        tried = name if len(name) <= LONGEST_NAME else None
        note(visit, "login", "/login", began, "refused" if refused.status == WAIT else "failed", tried)
        if not is_form(visit):
            raise
        await show_form(visit, refused, name)
        return
    note(visit, "login", "/login", began, "done", entered.name)
    if is_form(visit):
        await see_page(visit, [cookie])
    else:
        await visit.json({"success": True}, headers=[cookie])


async def page_form(visit: Visit) -> None:
    """Log in with the page's own form, which is sent to the address of the page."""
    if not isinstance(visit.site.door, PasswordDoor):
        raise Refusal(405, "Method Not Allowed", headers=[(b"allow", b"GET, HEAD")])
    await login(visit)


async def credentials(visit: Visit) -> tuple[str, str]:
    """Return the name and the password of a form; raises Refusal (422) where one is missing."""
    body = await read(visit.scope, visit.receive, LARGEST_FORM)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    form = await Request(visit.scope, receive).form(max_files=0, max_fields=20, max_part_size=LARGEST_FORM)
    found = [form.get(name) for name in ("username", "password")]
    missing = [name for name, value in zip(("username", "password"), found, strict=True) if not value]
    if missing and is_form(visit):
        return str(found[0] or "").strip(), ""
    if missing:
        detail = [
            {"type": "missing", "loc": ["body", name], "msg": "Field required", "input": None} for name in missing
        ]
        raise Refusal(422, detail)
    return str(found[0]).strip(), str(found[1])


async def logout(visit: Visit) -> None:
    """Log out everywhere, or here alone with `all_session=false`.

    A link is enough for that on the app's own page. One that somebody else may have put there shows a button instead.
    """
    door = visit.site.door
    if not isinstance(door, PasswordDoor):
        await home(visit)
        return
    if visit.scope["method"] != "POST" and visit.scope.get(LOGIN) is not None and not is_own_link(visit):
        await reply_page(visit, 200, standing_alone(visit, None).leaving())
        return
    began, who, was = time.monotonic(), visit.username, visit.scope.get(LOGIN) is not None
    everywhere = (visit.query("all_session") or "true").lower() not in NEVER
    cookie = await door.leave(visit.scope, everywhere)
    if was:
        note(visit, "logout", "/logout", began, "done", who)
    if visit.scope["method"] == "POST":
        await see_page(visit, [cookie])
    else:
        await home(visit, [cookie])


def is_own_link(visit: Visit) -> bool:
    """Whether a person followed a link of this app, or what asks is no browser."""
    site = visit.header(b"sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    # On plain http, browsers do not say where a link stood, except perhaps by its address.
    referrer = visit.header(b"referer")
    if referrer:
        return referrer.partition("://")[2].partition("/")[0].lower() == host_of(visit.scope).lower()
    return "text/html" not in visit.header(b"accept")


async def show_form(visit: Visit, refused: Refusal | None = None, name: str = "") -> None:
    """Answer with the form, and what was wrong with the last attempt."""
    door = visit.site.door
    page = standing_alone(visit, None if door is None else door.message)
    status = 200 if refused is None else refused.status
    headers = [] if refused is None else refused.headers
    wait = int(dict(headers).get(b"retry-after", b"0"))
    await reply_page(visit, status, page.form(refused is not None, wait, name[:LONGEST_NAME]), headers)


def standing_alone(visit: Visit, message: str | None) -> LoginPage:
    """Return a page in the language of the browser, on the side that the address asks for."""
    asked = visit.query("__theme")
    theme = asked if asked in ("light", "dark") else ""
    return LoginPage(
        message,
        visit.header(b"accept-language"),
        theme,
        [*visit.site.options.embed_origins, *visit.site.options.framing],
    )


async def reply_page(visit: Visit, status: int, content: tuple[str, str], headers: Headers = ()) -> None:
    """Answer with a page that stands alone."""
    text, policy = content
    kept = [HTML, NO_STORE, (b"content-security-policy", policy.encode()), (b"referrer-policy", b"same-origin")]
    await visit.reply(status, text.encode(), [*kept, *headers])


def is_form(visit: Visit) -> bool:
    """Whether a browser sent the page's own form, and shows what comes."""
    return "text/html" in visit.header(b"accept")


async def home(visit: Visit, headers: Headers = ()) -> None:
    """Send who logs in or out to the app's root."""
    root = public_root(visit.scope, visit.site.options.root_path)
    await visit.reply(302, b"", [TEXT_TYPE, (b"location", f"{root}/".encode("latin-1")), NO_STORE, *headers])


async def see_page(visit: Visit, headers: Headers = ()) -> None:
    """Send a browser to the page it wanted: relative, so that nothing in front of the app can lead it astray."""
    path, raw = visit.scope["path"], visit.scope["query_string"]
    if path.endswith(("/login/", "/logout/")):
        location = b"../"
    elif path.endswith("/") and raw:
        # The form was sent to the page's own address, whose query is the page's.
        location = b"./?" + raw
    else:
        location = b"./"
    await visit.reply(303, b"", [TEXT_TYPE, (b"location", location), NO_STORE, *headers])


async def login_check(visit: Visit) -> None:
    """Answer that who asks need not log in (any more); others are refused before they get here."""
    await visit.json(None)


async def user(visit: Visit) -> None:
    """Answer with the name of who is logged in, or null."""
    found: User | None = visit.scope.get(USER)
    await visit.json(None if found is None else found.name)


async def token(visit: Visit) -> None:
    """Answer with the name alone: a token that a script may read is a token that a script may steal."""
    found: User | None = visit.scope.get(USER)
    await visit.json({"token": None, "user": None if found is None else found.name})


routes = [
    Hot("POST", "/login", login, Access.PUBLIC),
    Hot("GET HEAD", "/login", home, Access.PUBLIC),
    Hot("POST", "/", page_form, Access.PUBLIC),
    Hot("GET POST", "/logout", logout, Access.PUBLIC),
    Hot("GET HEAD", f"{API}user", user, Access.PUBLIC),
    Hot("GET HEAD", f"{API}login_check", login_check, Access.LOGIN),
    Hot("GET HEAD", f"{API}token", token, Access.PUBLIC),
]
