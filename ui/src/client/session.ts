/** Names a session: 128 random bits as letters and digits. */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function newSession(): string {
  let name = "";
  while (name.length < 22) {
    for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
      if (byte < 248 && name.length < 22) name += LETTERS[byte % 62]; // 248 = 4 × 62: no letter is likelier
    }
  }
  return name;
}
