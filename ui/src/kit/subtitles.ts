/** Subtitles: WebVTT, SubRip or JSON, and how a sound or a film shows them. */

export interface Cue {
  start: number;
  end: number;
  text: string;
}

/** The texts of a subtitle file and when they stand; what cannot be read is left out. */
export function parseSubtitles(content: string): Cue[] {
  const text = content.replace(/^\uFEFF/, "").trim();
  if (text.startsWith("[")) return fromJson(text);
  return text
    .split(/\r?\n\s*\r?\n/)
    .map(cue)
    .filter((one): one is Cue => one !== null);
}

function fromJson(text: string): Cue[] {
  const entries = JSON.parse(text) as { text?: unknown; timestamp?: unknown }[];
  return entries.flatMap(({ text, timestamp }) => {
    const [start, end] = Array.isArray(timestamp) ? (timestamp as unknown[]) : [];
    return typeof start === "number" && typeof end === "number" ? [{ start, end, text: String(text ?? "") }] : [];
  });
}

/** A block of lines: perhaps a number or a name, the times, then the words. */
function cue(block: string): Cue | null {
  const lines = block.split(/\r?\n/);
  const at = lines.findIndex((line) => line.includes("-->"));
  if (at < 0) return null;
  const [start, end] = lines[at].split("-->").map(seconds);
  if (Number.isNaN(start) || Number.isNaN(end)) return null;
  const words = lines.slice(at + 1).join("\n");
  return { start, end, text: words.replace(/<[^>]*>/g, "").trim() };
}

/** `00:01:02,500` and `01:02.500` as seconds. */
function seconds(time: string): number {
  const found = /(?:(\d+):)?(\d+):(\d+)[.,](\d+)/.exec(time.trim());
  if (!found) return Number.NaN;
  const [, hours = "0", minutes, whole, fraction] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(`${whole}.${fraction}`);
}

/** The texts of what the program gave: a list, or a file to fetch. */
export async function readSubtitles(given: Cue[] | string): Promise<Cue[]> {
  if (typeof given !== "string") return given;
  const answer = await fetch(given);
  return answer.ok ? parseSubtitles(await answer.text()) : [];
}

/** Gives a track its texts, in place of those it had. */
export function fill(track: TextTrack, cues: readonly Cue[]): void {
  for (const old of [...(track.cues ?? [])]) track.removeCue(old);
  for (const { start, end, text } of cues) track.addCue(new VTTCue(start, end, text));
}
