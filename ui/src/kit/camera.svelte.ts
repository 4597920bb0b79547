/** A camera: what it sees, as single pictures, as a live series of them, or as a film. */
import { devices, open, type Device } from "./devices";

export interface WebcamOptions {
  mirror?: boolean;
  constraints?: { video?: MediaTrackConstraints | boolean; audio?: MediaTrackConstraints | boolean } | null;
}

const FILMS = ["video/mp4", "video/webm"];

export class Camera {
  /** What is seen now; null until the person has allowed it. */
  stream: MediaStream | null = $state.raw(null);
  /** Whether the first picture is there: before it there is nothing to take. */
  live = $state(false);
  opening = $state(false);
  problem: string | null = $state.raw(null);
  devices: Device[] = $state.raw([]);
  #film: MediaRecorder | null = null;
  #gone = false;

  constructor(
    private readonly options: () => WebcamOptions,
    private readonly sound: boolean,
  ) {}

  get mirror(): boolean {
    return this.options().mirror ?? true;
  }

  /** Which of the cameras is used. */
  get device(): string | undefined {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId;
  }

  async start(device?: string): Promise<void> {
    if (this.opening) return;
    this.opening = true;
    this.problem = null;
    const { video = true, audio = true } = this.options().constraints ?? {};
    const asked = video === true || video === false ? {} : video;
    try {
      this.#release();
      const chosen = device ? { ...asked, deviceId: { exact: device } } : Object.keys(asked).length ? asked : true;
      const stream = await open("camera", { video: chosen, audio: this.sound && audio });
      if (this.#gone) return stream.getTracks().forEach((track) => track.stop());
      this.stream = stream;
      this.devices = await devices("camera").catch(() => []);
    } catch (error) {
      this.problem = (error as Error).message;
    } finally {
      this.opening = false;
    }
  }

  /** Lets the device go for good. */
  close(): void {
    this.#gone = true;
    this.#film = null;
    this.#release();
  }

  /** What is seen now, as a picture; null before the first one is there. */
  draw(video: HTMLVideoElement, canvas = document.createElement("canvas")): HTMLCanvasElement | null {
    const { videoWidth, videoHeight } = video;
    const context = canvas.getContext("2d");
    if (!videoWidth || !context) return null;
    if (canvas.width !== videoWidth) canvas.width = videoWidth;
    if (canvas.height !== videoHeight) canvas.height = videoHeight;
    context.setTransform(this.mirror ? -1 : 1, 0, 0, 1, this.mirror ? videoWidth : 0, 0);
    context.drawImage(video, 0, 0);
    return canvas;
  }

  async photo(video: HTMLVideoElement): Promise<File | null> {
    const canvas = this.draw(video);
    const blob = await new Promise<Blob | null>((resolve) => (canvas ? canvas.toBlob(resolve, "image/png") : resolve(null)));
    return blob && new File([blob], "image.png", { type: "image/png" });
  }

  /** What is seen now, inside an address: small enough to be sent many times a second. */
  frame(video: HTMLVideoElement): string | null {
    return this.draw(video)?.toDataURL("image/jpeg", 0.9) ?? null;
  }

  /** Begins a film, which `finish` ends. */
  film(video: HTMLVideoElement): void {
    const { stream } = this;
    if (!stream) return;
    const seen = this.mirror ? this.#mirrored(video, stream) : stream;
    const mimeType = FILMS.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = (this.#film = new MediaRecorder(seen, { mimeType }));
    recorder.start();
  }

  /** Ends the film and gives it. */
  finish(): Promise<File | null> {
    const recorder = this.#film;
    this.#film = null;
    if (!recorder || recorder.state === "inactive") return Promise.resolve(null);
    const pieces: Blob[] = [];
    return new Promise((resolve) => {
      recorder.ondataavailable = ({ data }) => pieces.push(data);
      recorder.onstop = () => {
        const type = recorder.mimeType.split(";")[0] || "video/webm";
        resolve(pieces.some((one) => one.size) ? new File(pieces, `video.${type.split("/")[1]}`, { type }) : null);
      };
      recorder.stop();
    });
  }

  /** The same with left and right changed, and the sound as it is. */
  #mirrored(video: HTMLVideoElement, stream: MediaStream): MediaStream {
    const canvas = this.draw(video) ?? document.createElement("canvas");
    const seen = canvas.captureStream();
    for (const track of stream.getAudioTracks()) seen.addTrack(track);
    const step = () => {
      if (!this.stream) return;
      this.draw(video, canvas);
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
    return seen;
  }

  #release(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.live = false;
  }
}
