/** A microphone that is heard: opened, paused, and asked for what it heard since the last time. */
import worklet from "./capture.worklet.js?url&no-inline";
import { open } from "./devices";

export class Microphone {
  /** Samples a second. */
  rate = 0;
  /** Told how loud each little piece is, from 0 to 1. */
  onlevel: (level: number) => void = () => undefined;
  /** Told that the device is gone. */
  onlost: () => void = () => undefined;
  #heard: Int16Array[] = [];
  #samples = 0;
  #stream: MediaStream | null = null;
  #context: AudioContext | null = null;

  /** Seconds heard and not taken yet. */
  get seconds(): number {
    return this.rate ? this.#samples / this.rate : 0;
  }

  /** Begins to listen; throws an error in words where there is no microphone to be had. */
  async open(device: string | null, rate: number): Promise<void> {
    const audio = device ? { deviceId: { exact: device } } : true;
    const stream = (this.#stream = await open("microphone", { audio }));
    try {
      await this.#listen(stream, new AudioContext({ sampleRate: rate }));
    } catch {
      // Some browsers connect a microphone only to a context of the device's own rate.
      void this.#context?.close().catch(() => undefined);
      await this.#listen(stream, new AudioContext());
    }
    stream.getAudioTracks()[0]?.addEventListener("ended", () => this.onlost());
  }

  /** What was heard since it was asked last. */
  take(): Int16Array[] {
    const heard = this.#heard;
    this.#heard = [];
    this.#samples = 0;
    return heard;
  }

  /** Forgets the oldest of what was heard, and keeps so many seconds. */
  keep(seconds: number): void {
    while (this.#heard.length && this.#samples - this.#heard[0].length > seconds * this.rate) {
      this.#samples -= this.#heard.shift()!.length;
    }
  }

  async pause(): Promise<void> {
    await this.#context?.suspend();
  }

  async resume(): Promise<void> {
    await this.#context?.resume();
  }

  close(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    void this.#context?.close().catch(() => undefined);
    this.#stream = this.#context = null;
  }

  async #listen(stream: MediaStream, context: AudioContext): Promise<void> {
    this.#context = context;
    await context.audioWorklet.addModule(worklet);
    const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    capture.port.onmessage = ({ data }: MessageEvent<Int16Array>) => this.#hear(data);
    context.createMediaStreamSource(stream).connect(capture);
    this.rate = context.sampleRate;
  }

  #hear(piece: Int16Array): void {
    this.#heard.push(piece);
    this.#samples += piece.length;
    this.onlevel(piece.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0) / 0x8000);
  }
}
