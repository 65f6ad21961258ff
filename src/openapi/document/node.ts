/** A file of a document, parsed. */
export interface DocumentFile {
  /** Absolute. */
  path: string;
  text: string;
  root: unknown;
}

/** A value of a document with its place, which references and problems need. */
export interface Node {
  file: DocumentFile;
  /** Undefined if the document has no such key. */
  value: unknown;
  parent?: Node;
  /** Key in `parent`, or index as text. */
  key?: string;
}

export type Mapping = Record<string, unknown>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A mapping, or a list with its indexes as keys. */
export function isContainer(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null;
}

export function rootOf(file: DocumentFile): Node {
  return { file, value: file.root };
}

/** Returns the node of a key or index; its `value` is undefined if there is none. */
export function child(node: Node, key: string): Node {
  const { file, value } = node;
  const found = isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return { file, value: found, parent: node, key };
}

/** Whether a value is absent. A key without a value, which YAML reads as null, counts as absent. */
export function isAbsent({ value }: Node): boolean {
  return value === undefined || value === null;
}

/** Returns the values of a mapping in the document's order, or none if the node is something else. */
export function members(node: Node): Node[] {
  return isMapping(node.value) ? Object.keys(node.value).map((key) => child(node, key)) : [];
}

/** Returns the items of a list, or none if the node is something else. */
export function items(node: Node): Node[] {
  const { value } = node;
  return Array.isArray(value) ? value.map((_, index) => child(node, String(index))) : [];
}

/** Returns the keys from the file's root to the node. */
export function keysTo(node: Node): string[] {
  const keys: string[] = [];
  for (let at: Node | undefined = node; at?.key !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** Returns the JSON pointer (RFC 6901) from the file's root: `/paths/~1pets/get`. */
export function pointerTo(node: Node): string {
  return toPointer(keysTo(node));
}

/** Returns the JSON pointer of keys and indexes. */
export function toPointer(keys: string[]): string {
  return keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Returns a text that is unique for each place of each file. */
export function placeId(node: Node): string {
  return `${node.file.path}#${pointerTo(node)}`;
}

/** Returns the text of a key, or undefined if the value is not a text. */
export function textAt(node: Node, key: string): string | undefined {
  const { value } = child(node, key);
  return typeof value === "string" ? value : undefined;
}

/** Returns the text of a key. YAML reads some texts without quotes as numbers; these count too. */
export function wordAt(node: Node, key: string): string | undefined {
  const { value } = child(node, key);
  const isNumber = typeof value === "number" || typeof value === "bigint";
  return isNumber ? String(value) : textAt(node, key);
}
