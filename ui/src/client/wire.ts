// Written by scripts/gen_wire.py from portico/wire; `make gen` writes it anew. Do not edit.

/** A file on the server, as clients see it. */
export interface FileData {
  path: string;
  url?: string | null;
  size?: number | null;
  orig_name?: string | null;
  mime_type?: string | null;
  is_stream?: boolean;
  meta?: { _type: "gradio.FileData" };
}

/** A picture whose content stands in its address, a `data:` URL: there is nothing on the server to name. */
export interface InlineFile {
  path?: null;
  url: string;
  size?: number | null;
  orig_name?: string | null;
  mime_type?: string | null;
  is_stream?: boolean;
  meta?: { _type: "gradio.FileData" };
}

/** A node of the tree; a leaf has no `children`. */
export interface Layout {
  id: number;
  children?: Layout[] | null;
}

/** One component or layout block. */
export interface ComponentConfig {
  id: number;
  type: string;
  props: Record<string, unknown>;
  skip_api: boolean;
  component_class_id?: string;
  key: number | string | null;
  api_info?: unknown;
  api_info_as_input?: unknown;
  api_info_as_output?: unknown;
  example_inputs?: unknown;
  rendered_in?: number | null;
  renderable?: number | null;
}

/** `generator`: may yield; `cancel`: only cancels others. */
export interface ListenerTypes {
  generator: boolean;
  cancel: boolean;
}

/** One event listener. Load consumers reject members they do not know, so none may be added. */
export interface ListenerConfig {
  id: number;
  targets: ([number | null, string])[];
  inputs: number[];
  outputs: number[];
  backend_fn: boolean;
  js: string | boolean | null;
  queue: boolean;
  api_name: string | null;
  api_description: string | boolean | null;
  scroll_to_output: boolean;
  show_progress: "full" | "minimal" | "hidden";
  show_progress_on: number[] | null;
  batch: boolean;
  max_batch_size: number;
  cancels: number[];
  types: ListenerTypes;
  collects_event_data: boolean;
  trigger_after: number | null;
  trigger_only_on_success: boolean;
  trigger_only_on_failure: boolean;
  trigger_mode: "once" | "multiple" | "always_last";
  api_visibility: "public" | "undocumented" | "private";
  rendered_in: number | null;
  render_id: number | null;
  connection: "sse" | "stream";
  time_limit: number | null;
  stream_every: number;
  event_specific_args: string[] | null;
  component_prop_inputs: number[];
  js_implementation: string | null;
}

/** One page: its tree and what stands in it. */
export interface PageConfig {
  layout: Layout;
  components: number[];
  dependencies: number[];
}

/** A part of the page that a function built anew, for one session. */
export interface RenderConfig {
  render_id: number;
  layout: Layout;
  components: ComponentConfig[];
  dependencies: ListenerConfig[];
  page: Record<string, PageConfig>;
}

/** The whole app. `root` and file URLs belong to one request and are filled in when it is answered. */
export interface Config {
  components: ComponentConfig[];
  dependencies: ListenerConfig[];
  layout: Layout;
  page: Record<string, PageConfig>;
  pages: [string, string, boolean][];
  version: string;
  api_prefix: string;
  protocol: string;
  mode: string;
  title: string;
  app_id: number;
  root: string;
  connect_heartbeat: boolean;
  enable_queue: boolean;
  max_file_size: number | null;
  resume_grace?: number;
  username: string | null;
  sign_out?: boolean;
  space_id: string | null;
  show_error: boolean;
  css: string | null;
  js: string | boolean | null;
  head: string | null;
  stylesheets: string[];
  theme: string;
  theme_hash: string;
  body_css: Record<string, string>;
  fill_height: boolean;
  fill_width: boolean;
  footer_links: (string | Record<string, string>)[];
  run_history: boolean;
  pwa: boolean;
  is_colab: boolean;
  dev_mode: boolean;
  generation?: number;
  vibe_mode: boolean;
  analytics_enabled: boolean;
  mcp_server: boolean;
  i18n_translations: Record<string, Record<string, string>> | null;
  current_page?: string | null;
  deep_link_state?: "valid" | "invalid" | "none" | null;
}

/** A type as Python text. */
export interface PythonType {
  type: string;
  description: string | null;
}

/** A text that is said in the language of who reads it. */
export interface Translatable {
  key: string;
  _type: string;
}

/** One result of an endpoint. */
export interface ApiReturn {
  label: string | Translatable;
  type: unknown;
  python_type: PythonType;
  component: string;
}

/** One parameter of an endpoint. */
export interface ApiParameter {
  label: string | Translatable;
  parameter_name: string;
  parameter_has_default: boolean;
  parameter_default: unknown;
  type: unknown;
  python_type: PythonType;
  component: string;
  example_input: unknown;
}

/** One callable function. */
export interface Endpoint {
  parameters: ApiParameter[];
  returns: ApiReturn[];
  api_visibility: string;
  description: string;
  code_snippets: Record<string, string>;
}

/** Every endpoint; `unnamed_endpoints` is always empty but must exist. */
export interface ApiInfo {
  named_endpoints: Record<string, Endpoint>;
  unnamed_endpoints: Record<string, Endpoint>;
}

/** `POST queue/join`, `run/{name}` and `api/{name}`. */
export interface JoinRequest {
  data: unknown[];
  fn_index?: number | null;
  session_hash?: string | null;
  event_data?: unknown;
  trigger_id?: number | null;
  oauth_token?: string | null;
  batched?: boolean;
}

/** `POST call/{name}`. */
export interface CallRequest {
  data: unknown[];
  session_hash?: string | null;
  oauth_token?: string | null;
}

/** `POST cancel`. */
export interface CancelRequest {
  session_hash: string;
  fn_index: number;
  event_id: string;
}

/** `POST reset`; it does nothing, but clients send it after a cancel. */
export interface ResetRequest {
  event_id: string;
}

/** `POST component_server`: a function of one component, called by its view. */
export interface ServerCall {
  component_id: number;
  fn_name: string;
  data?: unknown;
  session_hash?: string | null;
}

/** What the page sends on its socket: a request, or word of what arrived. */
export interface SocketFrame {
  id?: number | null;
  path?: string;
  body?: unknown;
  got?: number | null;
}

/** One step's result. */
export interface Output {
  data: unknown[];
  is_generating: boolean;
  duration: number | null;
  average_duration: number | null;
  render_config: RenderConfig | null;
  changed_state_ids: number[];
  used_cache: string | null;
}

/** The error object. Clients pass its members on as keyword arguments, so no other member may appear. */
export interface Failure {
  error: string | null;
  duration?: number | null;
  visible?: boolean | null;
  title?: string | null;
}

/** Where the event waits. */
export interface Estimation {
  msg: "estimation";
  event_id: string | null;
  rank: number | null;
  queue_size: number;
  rank_eta: number | null;
}

/** The event left the queue. */
export interface ProcessStarts {
  msg: "process_starts";
  event_id: string;
  eta: number | null;
}

/** How far the function is; a list of units, outermost first. */
export interface Progress {
  msg: "progress";
  event_id: string;
  progress_data: ProgressUnit[];
}

/** One bar. */
export interface ProgressUnit {
  index: number | null;
  length: number | null;
  unit: string | null;
  progress: number | null;
  desc: string | null;
}

/** A toast; `duration` is in seconds. */
export interface Log {
  msg: "log";
  event_id: string;
  log: string;
  level: "info" | "warning" | "success" | "error";
  duration: number | null;
  visible: boolean;
  title: string;
}

/** A value a generator yielded: whole the first time, edit lists after that. */
export interface ProcessGenerating {
  msg: "process_generating";
  event_id: string;
  output: Output;
  success: boolean;
  time_limit: number | null;
}

/** The answer to one chunk of a live input. */
export interface ProcessStreaming {
  msg: "process_streaming";
  event_id: string;
  output: Output;
  success: boolean;
  time_limit: number | null;
}

/** The end of an event; sent exactly once. */
export interface ProcessCompleted {
  msg: "process_completed";
  event_id: string;
  output: Output | Failure;
  success: boolean;
  title: string | null;
  used_cache: string | null;
  cache_duration: number | null;
  avg_time: number | null;
}

/** Nothing happened for a while. */
export interface Heartbeat {
  msg: "heartbeat";
  event_id: null;
}

/** No event of the session is unfinished; the stream ends. */
export interface CloseStream {
  msg: "close_stream";
  event_id: null;
}

/** The session is unknown, or the server is stopping. */
export interface UnexpectedError {
  msg: "unexpected_error";
  event_id: null;
  message: string;
  session_not_found: boolean;
  success: boolean;
}

/** One change of a value: what to do, where, and with what. */
export type Edit = ["replace" | "append" | "add" | "delete", (string | number)[], unknown];

/** What a session's stream carries. */
export type Message =
  | Estimation
  | ProcessStarts
  | Progress
  | Log
  | ProcessGenerating
  | ProcessStreaming
  | ProcessCompleted
  | Heartbeat
  | CloseStream
  | UnexpectedError;
