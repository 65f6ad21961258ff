import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
} from "js-yaml";

/** A node of a YAML text with its place, so that the text can be changed without being written anew. */
export interface YamlNode {
  kind: "scalar" | "mapping" | "list" | "alias";
  /** Offsets of the node without its anchor and tag. The same if nothing is written: the value of `routes:`. */
  start: number;
  end: number;
  /** Whether the node, or a node in it, has an anchor. */
  anchored: boolean;
  /** Whether it is written with brackets. */
  flow: boolean;
  /** Of a mapping, in the order of the text. */
  entries: YamlEntry[];
}

export interface YamlEntry {
  key: string;
  keyNode: YamlNode;
  value: YamlNode;
}

/** Returns the root of a text with one document, or undefined if nothing is written in it. */
export function parseTree(text: string): YamlNode | undefined {
  const events = parseEvents(text, { maxDepth: 1000 });
  const first = events.findIndex(({ type }) => type !== EVENT_ID.DOCUMENT);
  const event = events[first];
  if (event === undefined || event.type === EVENT_ID.POP) return undefined;
  const { node } = readNode(text, events, first, 0);
  return node.start === node.end ? undefined : node;
}

/** @param after offset of the end of what stands before the node */
function readNode(
  text: string,
  events: readonly Event[],
  at: number,
  after: number,
): { node: YamlNode; next: number } {
  const event = events[at];
  switch (event?.type) {
    case EVENT_ID.SCALAR:
      return { node: scalarNode(event, after), next: at + 1 };
    case EVENT_ID.ALIAS: {
      const { anchorStart, anchorEnd } = event;
      const place = { start: anchorStart - 1, end: anchorEnd };
      return { node: { ...LEAF, kind: "alias", ...place }, next: at + 1 };
    }
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return readCollection(text, events, at, event);
    default:
      throw new Error("a YAML document has an unexpected event");
  }
}

const LEAF = { anchored: false, flow: false, entries: [] };

function scalarNode(event: Event & { type: typeof EVENT_ID.SCALAR }, after: number): YamlNode {
  const { valueStart, valueEnd, style, anchorStart, anchorEnd, tagEnd } = event;
  const anchored = anchorStart >= 0;
  if (valueStart < 0) {
    const start = Math.max(after, anchorEnd, tagEnd);
    return { ...LEAF, kind: "scalar", start, end: start, anchored };
  }
  const quote =
    style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  return { ...LEAF, kind: "scalar", start: valueStart - quote, end: valueEnd + quote, anchored };
}

function readCollection(
  text: string,
  events: readonly Event[],
  at: number,
  event: Event & { type: typeof EVENT_ID.MAPPING | typeof EVENT_ID.SEQUENCE },
): { node: YamlNode; next: number } {
  const { start, anchorStart } = event;
  const flow = event.style === COLLECTION_STYLE.FLOW;
  const children: { node: YamlNode; key: string }[] = [];
  let end = flow ? start + 1 : start;
  let next = at + 1;
  for (let child = events[next]; child !== undefined; child = events[next]) {
    next++;
    if (child.type === EVENT_ID.POP) break;
    const read = readNode(text, events, next - 1, end);
    const key = child.type === EVENT_ID.SCALAR ? getScalarValue(text, child) : "";
    children.push({ node: read.node, key });
    next = read.next;
    end = read.node.end;
  }
  if (flow) end = closingBracket(text, end) + 1;
  const anchored = anchorStart >= 0 || children.some(({ node }) => node.anchored);
  const kind = event.type === EVENT_ID.MAPPING ? "mapping" : "list";
  const entries = kind === "mapping" ? pairs(children) : [];
  return { node: { kind, start, end, anchored, flow, entries }, next };
}

function pairs(children: readonly { node: YamlNode; key: string }[]): YamlEntry[] {
  return children.flatMap(({ node: keyNode, key }, i) => {
    const value = children[i + 1]?.node;
    return i % 2 === 1 || value === undefined ? [] : [{ key, keyNode, value }];
  });
}

/** Returns the offset of the bracket that closes a flow collection, from the end of the last node in it. */
function closingBracket(text: string, from: number): number {
  const rest = /(?:[^\]}#]|(?<!\s)#|#[^\n]*)*/y;
  rest.lastIndex = from;
  rest.exec(text);
  return rest.lastIndex;
}
