"""What goes wrong where an app is started: settings, logins, profiles, ports and secrets."""

from __future__ import annotations

from portico.mistakes.code import Code

CODES: dict[str, Code] = {
    "PE401": Code(
        "A variable of the environment with a value that means nothing",
        "Settings such as PORTICO_SERVER_PORT come from outside the program, and each of them is read when the app "
        "starts. One that is not understood would leave the app on another port, or without a limit that somebody set.",
        "Set the variable to what the message expects, or take it away.",
        """
        import os
        import portico as gr

        os.environ["PORTICO_SERVER_PORT"] = "any"

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch()
        """,
        """
        import os
        import portico as gr

        os.environ["PORTICO_SERVER_PORT"] = "7861"

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch()
        """,
    ),
    "PE402": Code(
        "A login that lets nobody in, or that cannot be read",
        "`auth=` takes a name and a password, several such pairs, or a function that judges them. In any other form "
        "the app would be open to everybody, or closed to all, and it would look the same from outside.",
        "Give a pair (name, password), a list of pairs, or a function of both.",
        """
        import os
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(auth="ada:" + os.environ.get("PASSWORD", "a long one"))
        """,
        """
        import os
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(auth=("ada", os.environ.get("PASSWORD", "a long one")))
        """,
    ),
    "PE403": Code(
        "An option of gr.Security that says nothing",
        "An option that is misread protects nothing, and nobody notices until somebody tries. A text where a list "
        'belongs would be read letter by letter, and no host is called "e".',
        "Give what the message expects.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(security=gr.Security(allowed_hosts="example.com"))
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(security=gr.Security(allowed_hosts=["example.com"]))
        """,
    ),
    "PE404": Code(
        "A profile that there is not",
        "The profile says for whom the app is started: dev, local or production. An app that was meant for strangers "
        'and runs as "local" would be without what strangers make necessary.',
        "Use one of the three names.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(profile="developement")
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(profile="dev")
        """,
    ),
    "PE405": Code(
        "An app that is not ready for its profile",
        'With profile="production" the app is for strangers. Portico then starts only what has all that this needs, '
        'and names everything that is missing at once. The profile "dev" shows source and errors, so it refuses to '
        "listen where others can reach it.",
        "Add what the message lists; docs/guides/going-public.md explains each.",
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(profile="production")
        """,
        """
        import portico as gr

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(profile="production", security=gr.Security(allowed_hosts=["example.com"]))
        """,
    ),
    "PE406": Code(
        "An address that cannot be listened on",
        "One program at a time can listen on a port, and a machine can listen on its own addresses only. Where no port "
        "is named, Portico takes the first free one from 7860.",
        "Stop the other program, choose another server_port, or leave it out.",
        """
        import portico as gr

        first = gr.Interface(str.upper, "text", "text")
        second = gr.Interface(str.lower, "text", "text")

        _, address, _ = first.launch(prevent_thread_lock=True)
        second.launch(server_port=int(address.rstrip("/").rpartition(":")[2]))
        """,
        """
        import portico as gr

        first = gr.Interface(str.upper, "text", "text")
        second = gr.Interface(str.lower, "text", "text")

        first.launch(prevent_thread_lock=True)
        second.launch()
        """,
    ),
    "PE407": Code(
        "A secret that keeps nothing secret",
        "With its secret Portico signs the addresses of files and encrypts what lies in browsers. A short one can be "
        "guessed, and one in a file that others may read is known to them.",
        "Set PORTICO_SECRET to a long random text, or let Portico make one in a folder of its own.",
        """
        import os
        import portico as gr

        os.environ["PORTICO_SECRET"] = "secret"

        with gr.Blocks() as demo:
            gr.BrowserState(secret="PORTICO_SECRET")

        demo.launch()
        """,
        """
        import os
        import secrets
        import portico as gr

        os.environ["PORTICO_SECRET"] = secrets.token_urlsafe(32)

        with gr.Blocks() as demo:
            gr.BrowserState(secret="PORTICO_SECRET")

        demo.launch()
        """,
    ),
    "PE408": Code(
        "A program without an app",
        "`portico run`, `dev`, `info` and `check` look for a gr.Blocks, gr.Interface or gr.ChatInterface in the "
        "program: for one called demo, else for the only one that there is.",
        "Give the app to a variable of the module, and name it where there are several: `portico run app.py:other`.",
        """
        import portico as gr

        def build():
            return gr.Interface(str.upper, "text", "text")
        """,
        """
        import portico as gr

        def build():
            return gr.Interface(str.upper, "text", "text")

        demo = build()
        """,
    ),
    "PE409": Code(
        "Gradio was imported before Portico could stand for it",
        "`portico.compat.gradio.install()` makes `import gradio` mean Portico. What was imported before is Gradio "
        "itself, and a program of both would have components that know nothing of each other.",
        "Call install() before the first `import gradio`, also before the imports of modules that import it.",
        """
        import gradio
        from portico.compat.gradio import install

        install()
        demo = gradio.Interface(str.upper, "text", "text")

        demo.launch()
        """,
        """
        from portico.compat.gradio import install

        install()
        import gradio

        demo = gradio.Interface(str.upper, "text", "text")

        demo.launch()
        """,
    ),
    "PE410": Code(
        "A gr.User that is nobody",
        "A gr.User is who somebody is to the app: sessions and files belong to its name, and functions ask its roles. "
        'A text in place of several would be read letter by letter, so that "admin" would be the roles a, d, m, i and '
        "n. In a function of `auth` or `auth_dependency` it lets nobody in.",
        'Give a name, and the roles as a list of texts: gr.User("ada", roles=["admin"]).',
        """
        import os
        import portico as gr

        ADA = gr.User("ada", roles="admin")

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(auth=lambda name, password: ADA if password == os.environ["PASSWORD"] else None)
        """,
        """
        import os
        import portico as gr

        ADA = gr.User("ada", roles=["admin"])

        with gr.Blocks() as demo:
            gr.Markdown("Hello")

        demo.launch(auth=lambda name, password: ADA if password == os.environ["PASSWORD"] else None)
        """,
    ),
}
"""Code → what is known of it."""
