/** Reads JSON that somebody else wrote. */

/**
 * The value of a JSON text, without the members called `__proto__`: whoever copies those in the ordinary way changes
 * what an object inherits. A text without the word costs one look.
 */
export function parse(text: string): unknown {
  if (!/__proto__|\\u005f/i.test(text)) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) => (key === "__proto__" ? undefined : value));
}
