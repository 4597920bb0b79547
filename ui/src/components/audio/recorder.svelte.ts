/** Recording a sound: what state it is in, and where what was heard goes. */
import type { FileData } from "../../client/wire";
import { t } from "../../i18n/words.svelte";
import { devices, type Device } from "../../kit/devices";
import { Microphone } from "../../kit/microphone";
import { dataUrl, wav } from "../../kit/wav";
import type { Node } from "../../store/node.svelte";

export interface RecordingProps {
  value?: FileData | null;
  streaming?: boolean;
  recording?: boolean;
  waveform_options?: { sample_rate?: number; show_recording_waveform?: boolean };
}

/** Seconds of a live sound that wait at most while the function is still at work: the newest are kept. */
const PATIENCE = 30;
/** How many levels are shown. */
const SHOWN = 48;
const RATE = 44_100;

export class Recorder {
  state: "idle" | "opening" | "recording" | "paused" | "sending" = $state("idle");
  /** Why there is no recording. */
  problem: string | null = $state.raw(null);
  levels: number[] = $state.raw([]);
  seconds = $state(0);
  devices: Device[] = $state.raw([]);
  device: string | null = $state(null);
  #microphone: Microphone | null = null;
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly node: Node<RecordingProps>) {}

  get live(): boolean {
    return this.node.props.streaming ?? false;
  }

  /** Whether it can be started. */
  get idle(): boolean {
    return this.state === "idle";
  }

  async start(): Promise<void> {
    if (!this.idle) return;
    this.problem = null;
    this.state = "opening";
    const microphone = (this.#microphone = new Microphone());
    let heard = 0;
    microphone.onlevel = (level) => {
      heard += 1;
      if (heard % 2) this.levels = [...this.levels.slice(1 - SHOWN), level];
    };
    microphone.onlost = () => void this.stop();
    try {
      await microphone.open(this.device, this.node.props.waveform_options?.sample_rate ?? RATE);
    } catch (error) {
      return this.#fail(error);
    }
    if (this.#microphone !== microphone) return microphone.close(); // the view is gone
    this.devices = await devices("microphone").catch(() => []);
    this.levels = [];
    this.seconds = 0;
    this.state = "recording";
    this.node.props.recording = true;
    this.node.emit("start_recording");
    const pace = (this.live && this.node.pace) || 0.25;
    this.#clock = setInterval(() => this.#tick(pace), pace * 1000);
  }

  async pause(): Promise<void> {
    if (this.state !== "recording") return;
    this.state = "paused";
    await this.#microphone?.pause();
    this.node.emit("pause_recording");
  }

  async resume(): Promise<void> {
    if (this.state !== "paused") return;
    await this.#microphone?.resume();
    this.state = "recording";
  }

  /** Ends the recording: the sound becomes the value, or the rest of a live one is sent. */
  async stop(): Promise<void> {
    const microphone = this.#microphone;
    if (!microphone || (this.state !== "recording" && this.state !== "paused")) return;
    const pieces = microphone.take();
    const rate = microphone.rate;
    this.close();
    if (this.live) {
      if (pieces.length && this.node.streaming) this.#send(pieces, rate);
      this.node.endStream();
    } else {
      this.state = "sending";
      try {
        const file = new File([wav(pieces, rate)], "audio.wav", { type: "audio/wav" });
        [this.node.props.value] = await this.node.upload([file]);
        this.node.emit("input");
      } catch (error) {
        return this.#fail(error);
      }
    }
    this.state = "idle";
    this.node.emit("stop_recording");
  }

  /** Lets the device go. */
  close(): void {
    clearInterval(this.#clock);
    this.#microphone?.close();
    this.#microphone = null;
    this.state = "idle";
    this.node.props.recording = false;
  }

  async choose(device: string): Promise<void> {
    this.device = device;
    this.node.say(t("The next recording uses this microphone."));
  }

  #tick(pace: number): void {
    if (this.state !== "recording" || !this.#microphone) return;
    this.seconds += pace;
    if (!this.live) return;
    if (this.node.ready && this.#microphone.seconds > 0) this.#send(this.#microphone.take(), this.#microphone.rate);
    else this.#microphone.keep(PATIENCE);
  }

  #send(pieces: Int16Array[], rate: number): void {
    const url = dataUrl(wav(pieces, rate), "audio/wav");
    this.node.send({ path: null, url, orig_name: "audio.wav", mime_type: "audio/wav", meta: { _type: "gradio.FileData" } });
  }

  #fail(error: unknown): void {
    this.close();
    this.problem = (error as Error).message;
  }
}
