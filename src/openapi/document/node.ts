/** A document's file, read and parsed. */
export interface DocumentFile {
  /** Absolute. */
  path: string;
  text: string;
  root: unknown;
}

/** One value of a document together with where it is; what `$ref`s and problems need. */
export interface Node {
  file: DocumentFile;
  /** Undefined where the document has nothing under that key. */
  value: unknown;
  parent?: Node;
  /** Key, or index as text, in `parent`. */
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

/** The value under a key or index, with `value` undefined where there is none. */
export function child(node: Node, key: string): Node {
  const { file, value } = node;
  const found = isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return { file, value: found, parent: node, key };
}

/** Whether nothing is said; a key without a value, which YAML reads as null, says nothing. */
export function isAbsent({ value }: Node): boolean {
  return value === undefined || value === null;
}

/** The values of a mapping in the document's order; of anything else none. */
export function members(node: Node): Node[] {
  return isMapping(node.value) ? Object.keys(node.value).map((key) => child(node, key)) : [];
}

/** The items of a list; of anything else none. */
export function items(node: Node): Node[] {
  const { value } = node;
  return Array.isArray(value) ? value.map((_, index) => child(node, String(index))) : [];
}

/** Keys from the file's root to the node. */
export function keysTo(node: Node): string[] {
  const keys: string[] = [];
  for (let at: Node | undefined = node; at?.key !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** JSON pointer (RFC 6901) from the file's root: `/paths/~1pets/get`. */
export function pointerTo(node: Node): string {
  return keysTo(node)
    .map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

/** Text that tells every place of every file apart. */
export function placeId(node: Node): string {
  return `${node.file.path}#${pointerTo(node)}`;
}

/** Text under a key, or undefined when it is something else. */
export function textAt(node: Node, key: string): string | undefined {
  const { value } = child(node, key);
  return typeof value === "string" ? value : undefined;
}

/** Text under a key, also where YAML without quotes reads it as a number. */
export function wordAt(node: Node, key: string): string | undefined {
  const { value } = child(node, key);
  return typeof value === "number" ? String(value) : textAt(node, key);
}
