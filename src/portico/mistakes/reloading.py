"""What goes wrong while an app is written: with reload, and in notebooks."""

from __future__ import annotations

from portico.mistakes.code import Code

CODES: dict[str, Code] = {
    "PE601": Code(
        "Reload where others could reach it",
        "`portico dev` runs what you save at once, and shows your source where it breaks. Whoever else reached the app "
        "would see both. So it serves on this machine alone, without sharing and without the profile of production.",
        "Leave out what the message names, or serve the app with `portico run`, which never reloads.",
        """
        import portico as gr

        demo = gr.Interface(str.upper, "text", "text")

        demo.launch(share=True)
        """,
        """
        import portico as gr

        demo = gr.Interface(str.upper, "text", "text")

        demo.launch()
        """,
    ),
    "PE602": Code(
        "A cell without the app that %%blocks should show",
        "`%%blocks` runs the cell and shows the app that it makes under the name demo. Where the cell makes none of "
        "that name, there is nothing to show.",
        "Write `with gr.Blocks() as demo:`, or name another: `%%blocks --demo-name NAME`.",
        """
        %%blocks
        with gr.Blocks() as shop:
            gr.Markdown("Hello")
        """,
        """
        %%blocks --demo-name shop
        with gr.Blocks() as shop:
            gr.Markdown("Hello")
        """,
    ),
    "PE603": Code(
        "An app around this one that cannot start",
        "The app that this one is mounted into has a startup of its own, which failed. What was served before goes on.",
        "Mend what the message says; the overlay and the terminal show where it is.",
        """
        from contextlib import asynccontextmanager

        from starlette.applications import Starlette

        import portico as gr

        @asynccontextmanager
        async def life(app):
            raise OSError("no database")
            yield

        demo = gr.Interface(str.upper, "text", "text")
        app = gr.mount_gradio_app(Starlette(lifespan=life), demo, path="/app")
        """,
        """
        from contextlib import asynccontextmanager

        from starlette.applications import Starlette

        import portico as gr

        @asynccontextmanager
        async def life(app):
            yield

        demo = gr.Interface(str.upper, "text", "text")
        app = gr.mount_gradio_app(Starlette(lifespan=life), demo, path="/app")
        """,
    ),
}
"""Code → what is known of it."""
