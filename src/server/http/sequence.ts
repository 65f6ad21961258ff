import { parseJson, stringifyJson } from "../../exactJson.ts";
import type { MediaType } from "./mediaType.ts";

/** How the items of a sequential media type are separated: JSON texts by lines or by record separators, or events. */
export type SequenceKind = "lines" | "records" | "events";

/** Returns undefined for a media type that is not sequential. */
export function sequenceKind({ type, subtype }: MediaType): SequenceKind | undefined {
  if (type === "text" && subtype === "event-stream") return "events";
  if (/^(x-)?(ndjson|jsonl|jsonlines)$|\+(ndjson|jsonl)$/.test(subtype)) return "lines";
  return /^(json-seq|.*\+json-seq)$/.test(subtype) ? "records" : undefined;
}

/**
 * Returns the texts of the items of a body, each as it is sent. A list has an item for each of its values, and any other
 * value is one item. A text that is such a sequence already is only divided.
 */
export function itemTexts(body: unknown, kind: SequenceKind): string[] {
  const { write, divide } = FORMATS[kind];
  if (body === undefined) return [];
  if (Array.isArray(body)) return body.map(write);
  const items = typeof body === "string" ? readItems(body, kind) : undefined;
  if (typeof body !== "string" || items === undefined) return [write(body)];
  if (kind === "records" && !body.startsWith(SEPARATOR)) return items.map(write);
  return body.split(divide).filter((text) => text !== "");
}

/** Returns the items of a text, or undefined if it is not such a sequence. */
export function readItems(text: string, kind: SequenceKind): unknown[] | undefined {
  try {
    return FORMATS[kind].read(text);
  } catch {
    return undefined;
  }
}

interface Format {
  write(item: unknown): string;
  /** @throws SyntaxError */
  read(text: string): unknown[];
  /** The places between two items. */
  divide: RegExp;
}

/** The record separator of RFC 7464. */
const SEPARATOR = "\u001e";

const FORMATS: Record<SequenceKind, Format> = {
  lines: {
    write: (item) => `${jsonOf(item)}\n`,
    read: (text) => readTexts(text.split("\n")),
    divide: /(?<=\n)/,
  },
  records: {
    write: (item) => `${SEPARATOR}${jsonOf(item)}\n`,
    read: (text) => readTexts(text.split(text.includes(SEPARATOR) ? SEPARATOR : "\n")),
    divide: new RegExp(`(?=${SEPARATOR})`),
  },
  events: { write: writeEvent, read: readEvents, divide: /(?<=\n\n|\r\n\r\n|\r\r)/ },
};

function jsonOf(item: unknown): string {
  return stringifyJson(item) ?? "null";
}

function readTexts(texts: string[]): unknown[] {
  return texts.filter((text) => text.trim() !== "").map(parseJson);
}

/** The fields of an event, as OpenAPI 3.2 and the HTML standard name them. */
const EVENT_FIELDS = ["event", "data", "id", "retry"];

/** Any value that does not consist of an event's fields is the event's data. */
function writeEvent(item: unknown): string {
  const isEvent =
    typeof item === "object" &&
    item !== null &&
    Object.keys(item).length > 0 &&
    Object.keys(item).every((key) => EVENT_FIELDS.includes(key));
  const fields = Object.entries(isEvent ? item : { data: item });
  const lines = fields.flatMap(([name, value]) => {
    const text = typeof value === "string" ? value : jsonOf(value);
    return text.split(/\r\n|\r|\n/).map((line) => `${name}: ${line}\n`);
  });
  return `${lines.join("")}\n`;
}

/** Reads events by the rules of the HTML standard: comments and unknown fields are ignored. */
function readEvents(text: string): unknown[] {
  const blocks = text.split(/\r\n\r\n|\n\n|\r\r/).map((block) => block.split(/\r\n|\r|\n/));
  const events = blocks.map(readEvent).filter((event) => event.size > 0);
  const isEmpty = blocks.flat().every((line) => line === "" || line.startsWith(":"));
  if (events.length === 0 && !isEmpty) throw new SyntaxError("there is no event");
  return events.map((event) => Object.fromEntries(event));
}

function readEvent(lines: string[]): Map<string, unknown> {
  const event = new Map<string, unknown>();
  for (const line of lines) {
    const [, name = "", value = ""] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (!EVENT_FIELDS.includes(name)) continue;
    const before = event.get(name);
    if (name === "data" && before !== undefined) event.set(name, `${before}\n${value}`);
    else event.set(name, name === "retry" && /^\d+$/.test(value) ? Number(value) : value);
  }
  return event;
}
