/**
 * Returns a text as it was before a log's writer escaped it: `\x22` by NGINX and AWS, `\"` and `\u0001` in JSON. No writer
 * uses both kinds. As everywhere in a line, each character of the result is a byte.
 */
export function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(
    /\\(?:x([\da-f]{2})|(u[\da-f]{4}(?:\\u[\da-f]{4})*)|(.))/gis,
    replaceEscape,
  );
}

const CONTROLS: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function replaceEscape(_: string, byte?: string, units?: string, character = ""): string {
  if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16));
  if (units === undefined) return CONTROLS[character] ?? character;
  // Characters beyond the first 65,536 are two units.
  const codes = units.split("\\").map((unit) => Number.parseInt(unit.slice(1), 16));
  return Buffer.from(String.fromCharCode(...codes)).toString("latin1");
}
