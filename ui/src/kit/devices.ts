/** Cameras and microphones: which there are, and why one cannot be had. */
import { t } from "../i18n/words.svelte";

export type Kind = "camera" | "microphone";

export interface Device {
  id: string;
  name: string;
}

/** The devices of a kind. They have names only once the person has allowed one of them. */
export async function devices(kind: Kind): Promise<Device[]> {
  const wanted = kind === "camera" ? "videoinput" : "audioinput";
  const found = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === wanted && one.deviceId);
  const name = kind === "camera" ? t("Camera") : t("Microphone");
  return found.map((one, i) => ({ id: one.deviceId, name: one.label || `${name} ${i + 1}` }));
}

/** Asks for a device; throws an error that says in words why there is none. */
export async function open(kind: Kind, constraints: MediaStreamConstraints): Promise<MediaStream> {
  try {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "SecurityError");
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    throw new Error(reason(kind, (error as Error).name), { cause: error });
  }
}

function reason(kind: Kind, name: string): string {
  const camera = kind === "camera";
  switch (name) {
    case "NotAllowedError":
      return camera
        ? t("The browser does not let this page use the camera. Allow it in the address bar, then try again.")
        : t("The browser does not let this page use the microphone. Allow it in the address bar, then try again.");
    case "NotFoundError":
      return camera ? t("No camera was found. Connect one, then try again.") : t("No microphone was found. Connect one, then try again.");
    case "NotReadableError":
      return camera ? t("Another program is using the camera. Close it, then try again.") : t("Another program is using the microphone. Close it, then try again.");
    case "OverconstrainedError":
      return t("No device can do what this app asks of it.");
    case "SecurityError":
      return camera
        ? t("Browsers give the camera only to pages that were opened over https, or on this computer.")
        : t("Browsers give the microphone only to pages that were opened over https, or on this computer.");
    default:
      return camera ? t("The camera could not be started.") : t("The microphone could not be started.");
  }
}
