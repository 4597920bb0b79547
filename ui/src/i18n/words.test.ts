import { afterEach, expect, test } from "vitest";
import { languages, ordinal, speak, t } from "./words.svelte";

const files = import.meta.glob<string>("../**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });
const sources = Object.entries(files)
  .filter(([path]) => !path.endsWith(".test.ts"))
  .map(([, source]) => source)
  .join("\n");
const dictionaries = import.meta.glob<Record<string, string>>("./*.json", { import: "default", eager: true });

afterEach(() => speak(["en"]));

test("English is the key itself; another language is loaded when it is wanted", async () => {
  expect(t("{sent} of {total}", { sent: 1, total: 2 })).toBe("1 of 2");
  expect(await speak(["de-AT", "en"])).toBe("de");
  expect(t("{sent} of {total}", { sent: 1, total: 2 })).toBe("1 von 2");
  expect(t("a text that no dictionary has")).toBe("a text that no dictionary has");
  expect([ordinal(2), languages]).toEqual(["2.", expect.arrayContaining(["en", "de", "fr"])]);
});

test("a language that is not there leaves the next wanted one, and English at last", async () => {
  expect(await speak(["xx", "fr-CA"])).toBe("fr");
  await speak(["en-GB"]);
  expect(await speak(["xx"])).toBe("en");
  expect([1, 2, 3, 4, 11, 21].map(ordinal)).toEqual(["1st", "2nd", "3rd", "4th", "11th", "21st"]);
});

test.each(Object.entries(dictionaries))("%s translates what the page says, with the same gaps", (_, dictionary) => {
  for (const [key, text] of Object.entries(dictionary)) {
    expect(sources, key).toContain(JSON.stringify(key));
    const gaps = (of: string) => [...of.matchAll(/\{\w+\}/g)].map((found) => found[0]).sort();
    expect(gaps(text), key).toEqual(gaps(key));
  }
});
