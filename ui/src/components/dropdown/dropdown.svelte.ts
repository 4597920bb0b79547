/** How a combobox behaves: what typing, keys and the pointer do to the list, the text and the value. */
import { indexOf, labelOf, sameChoice, type Choice } from "../../kit/choice";
import type { Node } from "../../store/node.svelte";

export interface DropdownProps {
  value?: unknown;
  choices?: Choice[];
  multiselect?: boolean | null;
  allow_custom_value?: boolean;
  max_choices?: number | null;
  filterable?: boolean;
}

/** So far a Page key goes. */
const PAGE = 10;
/** Letters typed within this time are one word to look for, in a list that does not filter. */
const PAUSE = 700;

export class Dropdown {
  /** What the person has typed and not yet settled; null while the field shows the value. */
  typed: string | null = $state(null);
  open = $state(false);
  /** The place of the marked option among the shown ones; -1 for none. */
  active = $state(-1);
  #sought = "";
  #soughtAt = 0;

  readonly choices = $derived.by(() => this.node.props.choices ?? []);
  /** What is chosen, as far as the field shows it: what is no choice is not shown, and not sent. */
  readonly chosen: unknown[] = $derived.by(() => {
    const { value } = this.node.props;
    const values = Array.isArray(value) && this.many ? (value as unknown[]) : value === null || value === undefined ? [] : [value];
    return this.custom ? values : values.filter((one) => indexOf(one, this.choices) >= 0);
  });
  readonly text = $derived.by(() => this.typed ?? (this.many ? "" : labelOf(this.chosen[0], this.choices)));
  readonly full = $derived.by(() => this.many && this.chosen.length >= (this.node.props.max_choices ?? Infinity));
  /** The choices that the typed text leaves, by their index. */
  readonly shown: number[] = $derived.by(() => {
    const all = this.choices.map((_, index) => index);
    const wanted = fold(this.typed ?? "");
    return wanted && this.filters ? all.filter((index) => fold(this.choices[index][0]).includes(wanted)) : all;
  });

  constructor(private readonly node: Node<DropdownProps>) {
    node.collect = () => (this.many ? this.chosen : (this.chosen[0] ?? null));
  }

  get many(): boolean {
    return Boolean(this.node.props.multiselect);
  }

  get custom(): boolean {
    return Boolean(this.node.props.allow_custom_value);
  }

  get filters(): boolean {
    return this.node.props.filterable !== false;
  }

  has(index: number): boolean {
    return this.chosen.some((one) => sameChoice(one, this.choices[index][1]));
  }

  /** Whether an option can be chosen now. */
  offers(index: number): boolean {
    return !this.full || this.has(index);
  }

  readonly show = (at?: "first" | "last"): void => {
    if (!this.node.interactive) return;
    this.open = true;
    const current = this.many ? -1 : this.shown.findIndex((index) => this.has(index));
    this.active = at === "last" ? this.shown.length - 1 : at === "first" ? 0 : current;
    if (at && current >= 0) this.active = current;
  };

  readonly hide = (): void => {
    this.open = false;
    this.active = -1;
  };

  readonly type = (text: string): void => {
    this.typed = text;
    if (!this.open) this.show();
    // A text of one's own is kept as it is written, unless one goes to an option.
    this.active = text && !this.custom && this.shown.length ? 0 : -1;
  };

  /** Chooses an option, or with several takes a chosen one back. */
  readonly choose = (index: number): void => {
    if (!this.offers(index)) return;
    const value = this.choices[index][1];
    const selected = !this.many || !this.has(index);
    this.typed = null;
    if (this.many) {
      this.node.input(selected ? [...this.chosen, value] : this.chosen.filter((one) => !sameChoice(one, value)));
      this.active = this.open ? this.shown.indexOf(index) : -1;
      if (this.full) this.hide();
    } else {
      this.node.input(value);
      this.hide();
    }
    this.node.emit("select", { index, value, selected });
  };

  readonly remove = (value: unknown): void => {
    this.node.input(this.chosen.filter((one) => !sameChoice(one, value)));
    this.node.emit("select", { index: indexOf(value, this.choices), value, selected: false });
  };

  readonly clear = (): void => {
    this.typed = null;
    this.node.input([]);
  };

  /** Takes what was typed: a choice of that name, a text of one's own, or nothing. */
  readonly settle = (): void => {
    const text = this.typed;
    this.typed = null;
    if (text === null || (this.many && !text.trim())) return;
    const named = this.choices.findIndex(([label]) => fold(label) === fold(text));
    if (named >= 0) {
      if (!this.has(named)) this.choose(named);
    } else if (this.custom) {
      this.#own(text);
    }
  };

  /** Takes the typed text as Enter does: by the pointer. */
  readonly keep = (): void => {
    this.settle();
    if (!this.many) this.hide();
  };

  #own(text: string): void {
    if (!this.many) return this.node.input(text);
    if (this.full || this.chosen.includes(text)) return;
    this.node.input([...this.chosen, text]);
    this.node.emit("select", { index: -1, value: text, selected: true });
  }

  readonly leave = (): void => {
    this.settle();
    this.hide();
    this.node.emit("blur");
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.isComposing || !this.node.interactive) return;
    const done = this.open ? this.#keyInList(event) : this.#keyInField(event);
    if (done || this.#anyKey(event)) event.preventDefault();
  };

  #keyInField({ key }: KeyboardEvent): boolean {
    if (key === "ArrowDown" || key === "Enter" || (key === " " && !this.filters)) {
      if (key === "Enter" && this.typed !== null) this.settle();
      else this.show("first");
      return true;
    }
    if (key === "ArrowUp") return this.show("last"), true;
    return false;
  }

  #keyInList(event: KeyboardEvent): boolean {
    const last = this.shown.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: this.active >= last ? 0 : this.active + 1,
      ArrowUp: this.active <= 0 ? last : this.active - 1,
      PageDown: Math.min(last, Math.max(0, this.active) + PAGE),
      PageUp: Math.max(Math.min(last, 0), this.active - PAGE),
      Home: Math.min(last, 0),
      End: last,
    };
    const { key } = event;
    if (key in steps && !event.shiftKey) {
      if (key === "ArrowUp" && event.altKey) this.hide();
      else this.active = steps[key];
    } else if (key === "Enter" || (key === " " && !this.filters)) {
      this.#take();
    } else if (key === "Escape") {
      event.stopPropagation();
      this.typed = null;
      this.hide();
    } else {
      return false;
    }
    return true;
  }

  #take(): void {
    if (this.active >= 0 && this.active < this.shown.length) this.choose(this.shown[this.active]);
    else this.keep();
  }

  #anyKey({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (key === "Backspace" && this.many && !this.text && this.chosen.length) {
      this.remove(this.chosen.at(-1));
    } else if (!this.filters && key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey) {
      this.#seek(key);
    } else {
      return false;
    }
    return true;
  }

  /** Goes to the next option that begins with what is typed. */
  #seek(letter: string): void {
    const now = performance.now();
    this.#sought = fold(now - this.#soughtAt < PAUSE ? this.#sought + letter : letter);
    this.#soughtAt = now;
    if (!this.open) this.show();
    const from = Math.max(0, this.active + (this.#sought.length === 1 ? 1 : 0));
    const order = this.shown.map((_, i) => (from + i) % this.shown.length);
    const found = order.find((place) => fold(this.choices[this.shown[place]][0]).startsWith(this.#sought));
    if (found !== undefined) this.active = found;
  }
}

/** A text as it is compared: without case, and without accents. */
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLocaleLowerCase();
}
