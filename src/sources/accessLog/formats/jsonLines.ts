import { durationUnit, type Unit } from "./durationUnit.ts";
import { readRequestLine } from "./fields.ts";
import { emptyEntry, type LogEntry, type LogFormat, type Rounding } from "./logFormat.ts";
import { jsonScanner } from "./scanJson.ts";
import { readTime } from "./time.ts";

/** What a field of a JSON line can be used for. */
export const JSON_ROLES = [
  "request",
  "method",
  "path",
  "status",
  "duration",
  "time",
  "host",
  "upstream",
  "serverName",
] as const;
export type JsonRole = (typeof JSON_ROLES)[number];

/** A field of a JSON line: its name, or its names from outside to inside, joined by points. */
export interface JsonField {
  name: string;
  /** The unit of a duration that is a number. Without it, the value has its own: `12ms`. */
  unit?: Unit;
}

export type JsonFields = Partial<Record<JsonRole, JsonField>>;

/** Returns the format of lines that are JSON objects with the given fields. */
export function jsonFormat(title: string, fields: JsonFields, rounding?: Rounding): LogFormat {
  const used = JSON_ROLES.filter((role) => fields[role] !== undefined);
  const names = used.map((role) => fields[role]?.name ?? "");
  const scan = jsonScanner(names);
  const parse = jsonReader(names);
  const toMilliseconds = durationUnit(fields.duration?.unit);
  const empty = emptyEntry();
  return {
    title,
    hasTime: fields.time !== undefined,
    ...(rounding && { rounding }),
    read(line, entry) {
      const values = scan(line) ?? parse(line);
      if (values === undefined) return false;
      Object.assign(entry, empty);
      for (let i = 0; i < used.length; i++) {
        const value = values[i] ?? "";
        if (!take(used[i] as JsonRole, value === "-" ? "" : value, entry, toMilliseconds))
          return false;
      }
      return true;
    },
  };
}

/** Puts a value into `entry`. Returns false if it can't be a value of its role. */
function take(
  role: JsonRole,
  value: string,
  entry: LogEntry,
  toMilliseconds: (value: string) => number,
): boolean {
  switch (role) {
    case "request":
      return readRequestLine(value, 0, value.length, entry);
    case "method":
      entry.method = value;
      return true;
    case "path":
      entry.target = value;
      return true;
    case "status":
      entry.status = Number(value);
      return entry.status >= 0 && entry.status <= 999;
    case "duration":
      entry.ms = toMilliseconds(value);
      return true;
    case "time":
      entry.time = readTime(value, 0, value.length);
      return !Number.isNaN(entry.time);
    default:
      entry[role] = value;
      return true;
  }
}

/** Returns a function for the values of some names in any line that is a JSON object, as `jsonScanner` returns them. */
export function jsonReader(
  names: readonly string[],
): (line: string) => (string | undefined)[] | undefined {
  const getters = names.map(getter);
  return (line) => {
    const value = parseObject(line);
    return value && getters.map((get) => textOf(get(value)));
  };
}

type Getter = (line: Record<string, unknown>) => unknown;

/** A name with points may be one name, or names inside each other. */
function getter(name: string): Getter {
  if (!name.includes(".")) return (line) => line[name];
  const path = name.split(".");
  return (line) => line[name] ?? path.reduce<unknown>(inside, line);
}

function inside(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a line's object, or undefined if the line is none. */
export function parseObject(line: string): Record<string, unknown> | undefined {
  const text = Buffer.from(line, "latin1").toString();
  const value = parseJson(text) ?? parseJson(withJsonEscapes(text));
  return isObject(value) ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** NGINX escapes as `\x22` unless its format says `escape=json`, which JSON does not know. */
function withJsonEscapes(text: string): string {
  return text.replaceAll(/\\x([\da-f]{2})/gi, "\\u00$1");
}

/** Returns a text with a character for each byte, as lines have them. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? Buffer.from(value).toString("latin1") : undefined;
}
