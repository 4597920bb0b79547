export function inline(text: string): string { return text; }
