/** The shapes that cross the wire. Types only: nothing here exists at run time. */

export interface Config {
  version: string;
  api_prefix: string;
  protocol: string;
  root: string;
  components: ComponentConfig[];
  dependencies: ListenerConfig[];
  layout: Layout;
  page: Record<string, PageConfig>;
  pages: [path: string, title: string, in_navbar: boolean][];
  current_page?: string;
  connect_heartbeat?: boolean;
  max_file_size?: number | null;
  username?: string | null;
  app_id: number | string;
  show_error?: boolean;
  mode?: string;
  title?: string;
  css?: string | null;
  js?: string | boolean | null;
  head?: string | null;
  stylesheets?: string[];
  theme_hash?: string;
  body_css?: Record<string, string> | null;
  fill_height?: boolean;
  fill_width?: boolean;
  footer_links?: (string | Record<string, string>)[];
  dev_mode?: boolean;
  mcp_server?: boolean;
  i18n_translations?: Record<string, Record<string, string>> | null;
  deep_link_state?: "valid" | "invalid" | "none";
  auth_required?: boolean;
  auth_message?: string | null;
}

export interface PageConfig {
  layout: Layout;
  components: number[];
  dependencies: number[];
}

export interface Layout {
  id: number;
  children?: Layout[];
}

export interface ComponentConfig {
  id: number;
  type: string;
  props: Record<string, unknown>;
  skip_api?: boolean;
  key?: number | string | null;
  component_class_id?: string;
  rendered_in?: number | null;
  api_info?: unknown;
  example_inputs?: unknown;
}

export interface ListenerConfig {
  id: number;
  targets: [component: number | null, event: string][];
  inputs: number[];
  outputs: number[];
  backend_fn: boolean;
  js: string | boolean | null;
  queue: boolean | null;
  api_name: string | null;
  scroll_to_output: boolean;
  show_progress: "full" | "minimal" | "hidden";
  show_progress_on: number[] | null;
  cancels: number[];
  types: { generator: boolean; cancel: boolean };
  collects_event_data: boolean;
  trigger_after: number | null;
  trigger_only_on_success: boolean;
  trigger_only_on_failure: boolean;
  trigger_mode: "once" | "multiple" | "always_last" | null;
  rendered_in: number | null;
  render_id: number | null;
  connection: "sse" | "stream";
  time_limit: number | null;
  stream_every: number;
  component_prop_inputs: number[];
  js_implementation: string | null;
}

/** What a client sends to start a listener. */
export interface JoinRequest {
  fn_index: number;
  data: unknown[];
  event_data: unknown;
  trigger_id: number | null;
}

export interface Output {
  data?: unknown[];
  is_generating?: boolean | null;
  duration?: number;
  average_duration?: number;
  render_config?: RenderConfig | null;
  changed_state_ids?: number[];
}

export interface Failure {
  error: string | null;
  duration?: number | null;
  visible?: boolean;
  title?: string;
}

/** A session's own branch of the page, sent when a render function has run. */
export interface RenderConfig {
  render_id: number;
  layout: Layout;
  components: ComponentConfig[];
  dependencies: ListenerConfig[];
}

export interface ProgressUnit {
  index: number | null;
  length: number | null;
  unit: string | null;
  progress: number | null;
  desc: string | null;
}

export type Message =
  | { msg: "estimation"; event_id: string; rank: number | null; queue_size: number; rank_eta: number | null }
  | { msg: "process_starts"; event_id: string; eta: number | null }
  | { msg: "progress"; event_id: string; progress_data: ProgressUnit[] | null }
  | LogMessage
  | { msg: "process_generating"; event_id: string; output: Output | Failure; success: boolean; time_limit?: number | null }
  | { msg: "process_streaming"; event_id: string; output: Output | Failure; success: boolean; time_limit?: number | null }
  | { msg: "process_completed"; event_id: string; output: Output | Failure; success: boolean; title?: string | null }
  | { msg: "heartbeat"; event_id: null }
  | { msg: "close_stream"; event_id: null }
  | { msg: "unexpected_error"; event_id: string | null; message: string; session_not_found?: boolean };

export interface LogMessage {
  msg: "log";
  event_id: string;
  log: string;
  level: "info" | "warning" | "success" | "error";
  title?: string;
  duration?: number | null;
  visible?: boolean;
}

export interface FileData {
  path: string;
  url?: string | null;
  orig_name?: string | null;
  size?: number | null;
  mime_type?: string | null;
  is_stream?: boolean;
  meta?: { _type: "gradio.FileData" };
}

export type Edit = [action: "replace" | "append" | "add" | "delete", path: (string | number)[], value: unknown];

export interface ApiInfo {
  named_endpoints: Record<string, Endpoint>;
  unnamed_endpoints: Record<string, Endpoint>;
}

export interface Endpoint {
  parameters: Parameter[];
  returns: Returned[];
  description?: string;
  api_visibility?: string;
  code_snippets?: Record<string, string>;
}

export interface Returned {
  label: string;
  type: unknown;
  python_type: { type: string; description: string };
  component: string;
}

export interface Parameter extends Returned {
  parameter_name: string;
  parameter_has_default: boolean;
  parameter_default: unknown;
  example_input: unknown;
}
