"""The page as the browser and the clients receive it."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from portico.wire.codec import JSON

ShowProgress: TypeAlias = Literal["full", "minimal", "hidden"]
"""How a run shows on its outputs."""

TriggerMode: TypeAlias = Literal["once", "multiple", "always_last"]
"""What another trigger does while the last still runs."""

Visibility: TypeAlias = Literal["public", "undocumented", "private"]
"""Who may call an endpoint, and whether it is listed."""


class Layout(msgspec.Struct, omit_defaults=True):
    """A node of the tree; a leaf has no `children`."""

    id: int
    children: list[Layout] | None = None


class ComponentConfig(msgspec.Struct, omit_defaults=True):
    """One component or layout block."""

    id: int
    type: str
    props: dict[str, Any]
    skip_api: bool = msgspec.field(default_factory=lambda: True)
    component_class_id: str = ""
    key: int | str | None = msgspec.field(default_factory=lambda: None)
    api_info: JSON = None
    api_info_as_input: JSON = None
    api_info_as_output: JSON = None
    example_inputs: JSON = None
    rendered_in: int | None = None
    renderable: int | None = None


class ListenerTypes(msgspec.Struct):
    """`generator`: may yield; `cancel`: only cancels others."""

    generator: bool = False
    cancel: bool = False


class ListenerConfig(msgspec.Struct):
    """One event listener. Load consumers reject members they do not know, so none may be added."""

    id: int
    targets: list[tuple[int | None, str]]
    inputs: list[int]
    outputs: list[int]
    backend_fn: bool
    js: str | bool | None = None
    queue: bool = True
    api_name: str | None = None
    api_description: str | bool | None = None
    scroll_to_output: bool = False
    show_progress: ShowProgress = "full"
    show_progress_on: list[int] | None = None
    batch: bool = False
    max_batch_size: int = 4
    cancels: list[int] = []
    types: ListenerTypes = msgspec.field(default_factory=ListenerTypes)
    collects_event_data: bool = False
    trigger_after: int | None = None
    trigger_only_on_success: bool = False
    trigger_only_on_failure: bool = False
    trigger_mode: TriggerMode = "once"
    api_visibility: Visibility = "public"
    rendered_in: int | None = None
    render_id: int | None = None
    connection: Literal["sse", "stream"] = "sse"
    time_limit: int | None = None
    stream_every: float = 0.5
    event_specific_args: list[str] | None = None
    component_prop_inputs: list[int] = []
    js_implementation: str | None = None


class PageConfig(msgspec.Struct):
    """One page: its tree and what stands in it."""

    layout: Layout
    components: list[int]
    dependencies: list[int]


class RenderConfig(msgspec.Struct):
    """A part of the page that a function built anew, for one session."""

    render_id: int
    layout: Layout
    components: list[ComponentConfig]
    dependencies: list[ListenerConfig]
    page: dict[str, PageConfig] = {}


class Config(msgspec.Struct, omit_defaults=True):
    """The whole app. `root` and file URLs belong to one request and are filled in when it is answered."""

    components: list[ComponentConfig]
    dependencies: list[ListenerConfig]
    layout: Layout
    page: dict[str, PageConfig]
    pages: list[tuple[str, str, bool]]
    version: str = msgspec.field(default_factory=lambda: "6.31.0")
    api_prefix: str = msgspec.field(default_factory=lambda: "/gradio_api")
    protocol: str = msgspec.field(default_factory=lambda: "sse_v3")
    mode: str = msgspec.field(default_factory=lambda: "blocks")
    title: str = msgspec.field(default_factory=lambda: "Gradio")
    app_id: int = msgspec.field(default_factory=lambda: 0)
    root: str = msgspec.field(default_factory=lambda: "")
    connect_heartbeat: bool = msgspec.field(default_factory=lambda: False)
    enable_queue: bool = msgspec.field(default_factory=lambda: True)
    max_file_size: int | None = msgspec.field(default_factory=lambda: None)
    resume_grace: float = 0.0
    username: str | None = msgspec.field(default_factory=lambda: None)
    sign_out: bool = False
    space_id: str | None = msgspec.field(default_factory=lambda: None)
    show_error: bool = msgspec.field(default_factory=lambda: False)
    css: str | None = msgspec.field(default_factory=lambda: None)
    js: str | bool | None = msgspec.field(default_factory=lambda: None)
    head: str | None = msgspec.field(default_factory=lambda: None)
    stylesheets: list[str] = msgspec.field(default_factory=lambda: list[str]())
    theme: str = msgspec.field(default_factory=lambda: "default")
    theme_hash: str = msgspec.field(default_factory=lambda: "")
    body_css: dict[str, str] = msgspec.field(default_factory=lambda: dict[str, str]())
    fill_height: bool = msgspec.field(default_factory=lambda: False)
    fill_width: bool = msgspec.field(default_factory=lambda: False)
    footer_links: list[str | dict[str, str]] = msgspec.field(default_factory=lambda: list[str | dict[str, str]]())
    run_history: bool = msgspec.field(default_factory=lambda: False)
    pwa: bool = msgspec.field(default_factory=lambda: False)
    is_colab: bool = msgspec.field(default_factory=lambda: False)
    dev_mode: bool = msgspec.field(default_factory=lambda: False)
    generation: int = 0
    vibe_mode: bool = msgspec.field(default_factory=lambda: False)
    analytics_enabled: bool = msgspec.field(default_factory=lambda: False)
    mcp_server: bool = msgspec.field(default_factory=lambda: False)
    i18n_translations: dict[str, dict[str, str]] | None = msgspec.field(default_factory=lambda: None)
    current_page: str | None = None
    deep_link_state: Literal["valid", "invalid", "none"] | None = None
