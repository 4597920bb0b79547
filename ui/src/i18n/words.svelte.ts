/** The page's own words. The key of a text is the English text; other languages are a lazy JSON each. */

type Dictionary = Record<string, string>;

const files = import.meta.glob<{ default: Dictionary }>("./*.json");

class Words {
  language = $state("en");
  dictionary: Dictionary = $state.raw({});
}

const words = new Words();

/** The languages there are, English first. */
export const languages = ["en", ...Object.keys(files).map((path) => path.slice(2, -5))];

/** Takes the first of the wanted languages that there is. */
export async function speak(wanted: readonly string[]): Promise<string> {
  for (const tag of wanted) {
    const language = languages.find((one) => one === tag || one === tag.split("-")[0]);
    if (!language) continue;
    words.dictionary = language === "en" ? {} : (await files[`./${language}.json`]()).default;
    words.language = language;
    break;
  }
  return words.language;
}

/** A text in the person's language. `{name}` is replaced by the value of that name. */
export function t(text: string, values: Record<string, string | number> = {}): string {
  const said = Object.hasOwn(words.dictionary, text) ? words.dictionary[text] : text; // a text may be anybody's
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => Object.hasOwn(values, name) ? String(values[name]) : whole);
}

/** 1st, 2nd, 3rd in English; "3." and the like are left to a dictionary. */
export function ordinal(n: number): string {
  if (words.language !== "en") return `${n}.`;
  const kind = new Intl.PluralRules("en", { type: "ordinal" }).select(n);
  return n + { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" }[kind];
}

/** The language now spoken. */
export function language(): string {
  return words.language;
}
