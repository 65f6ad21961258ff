import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE } from "js-yaml";
import { type DocumentFile, toPointer } from "./node.ts";

/**
 * Returns the lines (from 1) of values of a file, by JSON pointer. A value without a place of its own in the text,
 * which comes from a YAML alias, gets the line of the nearest value that contains it.
 */
export function linesOf(file: Pick<DocumentFile, "text">, pointers: string[]): Map<string, number> {
  const found = findLines(file.text, new Set(pointers.flatMap(prefixes)));
  return new Map(
    pointers.map((pointer) => [
      pointer,
      prefixes(pointer)
        .map((prefix) => found.get(prefix))
        .findLast((line) => line !== undefined) ?? 1,
    ]),
  );
}

/**
 * Returns a function for the line (from 1) of a value without quotes or brackets, from its offset and its text, or
 * undefined if there is no such value. Offsets must be given in ascending order.
 */
export function linesOfScalars(
  text: string,
): (offset: number, written: string) => number | undefined {
  const ends = new Map<number, number>();
  for (const event of eventsOf(text)) {
    if (event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN) {
      ends.set(event.valueStart, event.valueEnd);
    }
  }
  const lineAt = lineCounter(text);
  return (offset, written) =>
    ends.get(offset) === offset + written.length ? lineAt(offset) : undefined;
}

/** Returns the pointers that a pointer begins with, shortest first: "", "/paths", "/paths/~1pets". */
function prefixes(pointer: string): string[] {
  const keys = pointer.split("/");
  return keys.map((_, index) => keys.slice(0, index + 1).join("/"));
}

interface Open {
  pointer: string;
  /** Index of the next item of a list. */
  index: number;
  /** Whether the next event of a mapping is a key. */
  expectsKey: boolean;
  kind: "document" | "list" | "mapping";
  /** Pointer of the value that belongs to the last key. */
  next: string;
}

function findLines(text: string, wanted: Set<string>): Map<string, number> {
  const lines = new Map<string, number>();
  const lineAt = lineCounter(text);
  const stack: Open[] = [];
  for (const event of eventsOf(text)) {
    if (event.type === EVENT_ID.POP) {
      stack.pop();
      continue;
    }
    const parent = stack.at(-1);
    if (parent?.kind === "mapping" && parent.expectsKey) {
      parent.expectsKey = false;
      parent.next = parent.pointer + toPointer([keyText(text, event)]);
      if (wanted.has(parent.next)) lines.set(parent.next, lineAt(startOf(event)));
      // Keys that are collections have no pointer, and the loader refuses them.
      continue;
    }
    const pointer = pointerOf(parent);
    if (wanted.has(pointer) && !lines.has(pointer)) lines.set(pointer, lineAt(startOf(event)));
    if (parent) parent.expectsKey = true;
    const kind = kindOf(event);
    if (kind) stack.push({ pointer, index: 0, expectsKey: true, kind, next: pointer });
  }
  return lines;
}

function pointerOf(parent: Open | undefined): string {
  if (parent === undefined) return "";
  if (parent.kind === "list") return `${parent.pointer}/${parent.index++}`;
  return parent.next;
}

function kindOf(event: Event): Open["kind"] | undefined {
  if (event.type === EVENT_ID.DOCUMENT) return "document";
  if (event.type === EVENT_ID.SEQUENCE) return "list";
  return event.type === EVENT_ID.MAPPING ? "mapping" : undefined;
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return "start" in event ? event.start : 0;
}

function keyText(text: string, event: Event): string {
  return event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : "";
}

function eventsOf(text: string): Event[] {
  try {
    return parseEvents(text, { maxDepth: 1000 });
  } catch {
    // JSON that is not valid YAML: all places keep the first line.
    return [];
  }
}

/** Returns a function for the line of an offset. Offsets must be given in ascending order. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let from = 0;
  return (offset) => {
    for (
      let at = text.indexOf("\n", from);
      at !== -1 && at < offset;
      at = text.indexOf("\n", from)
    ) {
      line++;
      from = at + 1;
    }
    return line;
  };
}
