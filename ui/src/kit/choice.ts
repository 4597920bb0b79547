/** What Radio, CheckboxGroup and Dropdown offer: what is shown, and the value it stands for. */
export type Choice = readonly [label: string, value: unknown];

/** Whether two values are the same choice. */
export function sameChoice(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b));
}

/** Where a value stands among the choices, or -1. */
export function indexOf(value: unknown, choices: readonly Choice[]): number {
  return choices.findIndex(([, known]) => sameChoice(known, value));
}

/** What a value is called: its choice's label, else itself as text. */
export function labelOf(value: unknown, choices: readonly Choice[]): string {
  return choices[indexOf(value, choices)]?.[0] ?? (value === null || value === undefined ? "" : String(value));
}
