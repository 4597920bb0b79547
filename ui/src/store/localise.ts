/** Puts a program's own translations in place of the keys that the config carries. */

import { t } from "../i18n/words.svelte";

type Dictionary = Record<string, string>;

const EMBEDDED = "__i18n__";

/** Keys that Portico's own pages carry, and what they say where the program says nothing else. */
const OWN: Dictionary = {
  "chat_interface.chatbot": "Chatbot",
  "chat_interface.message_placeholder": "Type a message…",
  "chat_interface.additional_inputs": "Additional inputs",
  "chat_interface.new_chat": "New chat",
  "chat_interface.saved_conversations": "Conversations",
};

/** The dictionary for a list of wanted languages, best first; English if none fits. */
export function dictionary(all: Record<string, Dictionary> | null | undefined, wanted: readonly string[]) {
  if (!all) return null;
  for (const language of wanted) {
    const found = all[language] ?? all[language.split("-")[0]];
    if (found) return { ...all.en, ...found };
  }
  return all.en ?? {};
}

/** A value with every translatable text in it translated. A program without translations costs nothing. */
export function localise(value: unknown, words: Dictionary | null): unknown {
  if (typeof value === "string") return value.includes(EMBEDDED) ? embedded(value, words) : value;
  if (typeof value !== "object" || value === null) return value;
  const key = keyOf(value);
  if (key !== null) return word(key, words);
  if (!words) return value;
  if (Array.isArray(value)) return value.map((item) => localise(item, words));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, localise(item, words)]));
}

function word(key: string, words: Dictionary | null): string {
  if (words && Object.hasOwn(words, key)) return words[key];
  return Object.hasOwn(OWN, key) ? t(OWN[key]) : key;
}

function keyOf(value: object): string | null {
  const { __type__, _type, key } = value as { __type__?: string; _type?: string; key?: unknown };
  return (__type__ ?? _type) === "translation_metadata" && typeof key === "string" ? key : null;
}

function embedded(text: string, words: Dictionary | null): string {
  return text.replace(/__i18n__(\{[^{}]*\})/g, (whole, json: string) => {
    try {
      const key = keyOf(JSON.parse(json) as object);
      return key === null ? whole : word(key, words);
    } catch {
      return whole;
    }
  });
}
