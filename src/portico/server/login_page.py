"""The page of somebody who is not logged in. It says nothing of the app but what its author put above the form.

It stands alone: no script, no style sheet, no theme of the app's. The form works without JavaScript, because it is one.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from portico.server.page import ICON, QUOTED

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'{}"
)
"""No script runs here. Style may stand in the author's message."""

ENGLISH = {
    "login": "Login",
    "username": "Username",
    "password": "Password",
    "wrong": "Incorrect credentials. Please check the name and the password.",
    "wait": "Too many attempts. Please try again in {} seconds.",
    "leave": "Log out?",
    "why": "A link led here that may not be the app’s own, so nothing has happened yet.",
    "logout": "Log out",
    "stay": "Back to the app",
}
GERMAN = {
    "login": "Anmelden",
    "username": "Benutzername",
    "password": "Passwort",
    "wrong": "Die Angaben stimmen nicht. Bitte prüfen Sie Namen und Passwort.",
    "wait": "Zu viele Versuche. Bitte versuchen Sie es in {} Sekunden wieder.",
    "leave": "Abmelden?",
    "why": "Der Link hierher stammt vielleicht nicht von der App selbst, deshalb ist noch nichts geschehen.",
    "logout": "Abmelden",
    "stay": "Zurück zur App",
}
FRENCH = {
    "login": "Connexion",
    "username": "Nom d’utilisateur",
    "password": "Mot de passe",
    "wrong": "Identifiants incorrects. Vérifiez le nom et le mot de passe.",
    "wait": "Trop de tentatives. Réessayez dans {} secondes.",
    "leave": "Se déconnecter ?",
    "why": "Le lien suivi ne vient peut-être pas de l’application ; rien ne s’est encore passé.",
    "logout": "Se déconnecter",
    "stay": "Retour à l’application",
}
LANGUAGES = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH}

STYLE = """
:root{color-scheme:light dark;--page:light-dark(#fafafb,#111217);--block:light-dark(#fff,#18191f);
--line:light-dark(#e9e9ee,#282a33);--edge:light-dark(#d9d9e0,#363844);--text:light-dark(#1c1d24,#ececf1);
--quiet:light-dark(#62646f,#a2a4b1);--fill:light-dark(#5656d3,#5f5fe2);--over:light-dark(#4a4ac4,#6d6df0);
--ring:light-dark(#5656d3,#8a8af8);--soft:light-dark(#fdf1f1,#33191d);--error:light-dark(#c4292f,#ff8a8a)}
:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.wrap{display:grid;place-items:center;min-height:100vh;min-height:100dvh;padding:24px 16px}
.panel{display:grid;gap:20px;width:100%;max-width:376px;padding:32px;border:1px solid var(--line);border-radius:16px;
background:var(--block);box-shadow:0 12px 32px light-dark(rgb(20 20 40/.06),transparent)}
.mark{display:block;width:32px;height:32px}
.mark path{stroke:var(--ring)}
.head{display:grid;gap:12px}
h2{margin:0;font-size:24px;line-height:1.2;font-weight:650;letter-spacing:-.02em}
p{margin:0}
.auth,.why{color:var(--quiet);overflow-wrap:anywhere}
a{color:var(--ring)}
form{display:grid;gap:16px;margin:0}
label{display:grid;gap:6px}
label span{font-size:13px;font-weight:550}
input{width:100%;min-height:44px;padding:8px 12px;border:1px solid var(--edge);border-radius:8px;background:var(--page);
color:inherit;font:inherit;font-size:16px}
input:hover{border-color:var(--quiet)}
input[aria-invalid]{border-color:var(--error)}
:focus-visible{outline:2px solid var(--ring);outline-offset:2px}
input:focus-visible{outline-offset:0;border-color:var(--ring)}
.creds{padding:10px 12px;border-radius:8px;background:var(--soft);color:var(--error);font-weight:500}
button{min-height:44px;margin-top:4px;padding:0 20px;border:0;border-radius:8px;background:var(--fill);color:#fff;
font:inherit;font-weight:600;cursor:pointer}
button:hover{background:var(--over)}
.back{justify-self:center;padding:10px}
@media (max-width:480px){.wrap{place-items:start center;padding-top:12vh}.panel{padding:24px;border-color:transparent;
background:none;box-shadow:none}input{background:var(--block)}}
@media (prefers-contrast:more){:root{--line:var(--text);--edge:var(--text);--quiet:var(--text)}}
@media (forced-colors:active){button{border:1px solid ButtonText}}
"""


class LoginPage:
    """The form, for one request.

    Args:
        message: What the author says above it; HTML.
        language: The request's Accept-Language.
        theme: "light" or "dark" where the address asks for one.
        frames: Origins whose pages may show it in a frame.
    """

    def __init__(self, message: str | None, language: str, theme: str, frames: Sequence[str] = ()) -> None:
        self.message = message
        self.language = spoken(language)
        self.theme = theme
        self.policy = POLICY.format("".join(f" {origin}" for origin in frames))
        self.words = LANGUAGES[self.language]

    def form(self, refused: bool = False, wait: int = 0, name: str = "") -> tuple[str, str]:
        """Return the page with the form, and its policy.

        Args:
            refused: Whether the last attempt was refused.
            wait: Seconds before the next one is looked at.
            name: The name that was given.
        """
        words = self.words
        parts = [f'<p class="auth">{self.message}</p>'] if self.message else []
        why = words["wait"].format(wait) if wait else words["wrong"]
        failed = f'<p class="creds" id="failed" role="alert">{why}</p>' if refused else ""
        wrong = ' aria-invalid="true" aria-describedby="failed"' if refused else ""
        first, second = ("", " autofocus") if name else (" autofocus", "")
        form = f"""<form method="post">{failed}
<label><span>{words["username"]}</span><input data-testid="textbox" name="username" value="{html.escape(name)}"
 autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="256" required{first}{wrong}></label>
<label><span>{words["password"]}</span><input data-testid="password" name="password" type="password"
 autocomplete="current-password" maxlength="1024" required{second}{wrong}></label>
<button class="lg primary" type="submit">{words["login"]}</button></form>"""
        return self._page(words["login"], "".join(parts), form)

    def leaving(self) -> tuple[str, str]:
        """Return the page that asks whether to log out, and its policy."""
        words = self.words
        form = f'<form method="post"><button class="lg primary" type="submit">{words["logout"]}</button></form>'
        back = f'<a class="back" href="./">{words["stay"]}</a>'
        return self._page(words["leave"], f'<p class="why">{words["why"]}</p>', form + back)

    def _page(self, title: str, below: str, content: str) -> tuple[str, str]:
        theme = f' data-theme="{self.theme}"' if self.theme else ""
        mark = ICON.replace("<svg ", '<svg class="mark" aria-hidden="true" ', 1)
        page = f"""<!doctype html>
<html lang="{self.language}"{theme}>
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title>
<link rel="icon" href="data:image/svg+xml,{ICON.translate(QUOTED)}"><style>{STYLE}</style>
</head>
<body><main class="main fillable app"><div class="wrap min-h-screen"><div class="column panel">
<div class="head">{mark}<h2>{title}</h2>{below}</div>{content}
</div></div></main></body>
</html>
"""
        return page, self.policy


def spoken(accepted: str) -> str:
    """Return the language of those that the page speaks which a browser asks for first."""
    for wanted in accepted[:200].split(","):
        known = wanted.split(";")[0].strip()[:2].lower()
        if known in LANGUAGES:
            return known
    return "en"
