/** Returns the values of each name in a query, in order. Names are decoded; values stay as they are on the wire. */
export function parseQuery(query: string): ReadonlyMap<string, readonly string[]> {
  if (query === "") return NONE;
  const values = new Map<string, string[]>();
  for (let at = 0; at < query.length; ) {
    const found = query.indexOf("&", at);
    const end = found === -1 ? query.length : found;
    const pair = query.slice(at, end);
    at = end + 1;
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? "" : pair.slice(equals + 1);
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

const NONE: ReadonlyMap<string, readonly string[]> = new Map();

/** Decodes a text of a query or form, in which `+` is a space. Broken escapes stay as they are. */
export function decodeForm(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
