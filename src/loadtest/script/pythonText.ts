/** The longest line of a script, as Python's formatters have it. */
export const LINE = 88;

/** Returns a text as Python writes it. JSON's escapes mean the same there. */
export function pythonString(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}

/**
 * Returns a value as Python's literal: in one line if it fits, or else as formatters break it.
 *
 * @param indent spaces in front of the line that it begins in
 * @param before length of what stands before and behind it in this line
 */
export function pythonValue(value: unknown, indent: number, before: number): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return pythonString(value);
  if (typeof value !== "object") return String(value);
  const isList = Array.isArray(value);
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const parts = (width: number): string[] =>
    isList
      ? value.map((item) => pythonValue(item, width, 1))
      : Object.entries(value).map(([key, item]) => {
          const name = `${pythonString(key)}: `;
          return name + pythonValue(item, width, name.length + 1);
        });
  if (Object.keys(value).length === 0) return open + close;
  const line = open + parts(Number.NEGATIVE_INFINITY).join(", ") + close;
  if (indent + before + line.length <= LINE) return line;
  const space = " ".repeat(indent + 4);
  return `${open}\n${parts(indent + 4)
    .map((part) => `${space}${part},\n`)
    .join("")}${" ".repeat(indent)}${close}`;
}

/** Returns words as the name of a function or a module: `get_payments_payment_id`. */
export function snakeCase(text: string): string {
  const words = text
    .normalize("NFKD")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  return /^\d/.test(words) ? `_${words}` : words;
}

/** Returns words as the name of a class: `OrderItems`. */
export function pascalCase(text: string): string {
  const words = snakeCase(text)
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const name = words.join("") || "Service";
  return /^\d/.test(name) ? `Service${name}` : name;
}

/** Returns a name that is not taken yet, and takes it. */
export function uniqueName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
  taken.add(name);
  return name;
}

/** Returns a text for a docstring or a comment: one line, without what would end it. */
export function oneLine(text: string, length: number): string {
  const line = text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replaceAll("\\", "/")
    .replaceAll('"', "'")
    .trim();
  return line.length <= length ? line : `${line.slice(0, length - 3).trimEnd()}...`;
}
