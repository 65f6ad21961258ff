import { child, type DocumentFile, isContainer, type Node, rootOf } from "./node.ts";

/** The schemas of a file that are named by a keyword (JSON Schema 2020-12, since OpenAPI 3.1). */
interface Identifiers {
  /** By `$anchor` or `$dynamicAnchor`. */
  anchors: Map<string, Node>;
  /** By absolute `$id`, without a fragment. */
  ids: Map<string, Node>;
}

const known = new WeakMap<DocumentFile, Identifiers>();

/** Returns the first schema with the anchor `name` in a file. */
export function findAnchor(file: DocumentFile, name: string): Node | undefined {
  return identifiersOf(file).anchors.get(name);
}

/** Returns the schema of the same file whose `$id` is the URL that `reference` resolves to at a node. */
export function findId(node: Node, reference: string): Node | undefined {
  const url = absolute(reference, baseOf(node)?.url);
  return url === undefined ? undefined : identifiersOf(node.file).ids.get(url);
}

/** Returns the nearest enclosing schema that has an `$id`. JSON pointers start there. */
export function resourceOf(node: Node): Node | undefined {
  return baseOf(node)?.node;
}

function baseOf(node: Node): { node: Node; url: string | undefined } | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const id = child(at, "$id").value;
    if (typeof id !== "string") continue;
    return { node: at, url: absolute(id, at.parent && baseOf(at.parent)?.url) };
  }
  return undefined;
}

function absolute(reference: string, base: string | undefined): string | undefined {
  return URL.parse(reference, base)?.href.replace(/#.*$/, "");
}

function identifiersOf(file: DocumentFile): Identifiers {
  const found = known.get(file) ?? findIdentifiers(file);
  known.set(file, found);
  return found;
}

function findIdentifiers(file: DocumentFile): Identifiers {
  const identifiers: Identifiers = { anchors: new Map(), ids: new Map() };
  const visit = (node: Node): void => {
    if (!isContainer(node.value)) return;
    for (const key of ["$anchor", "$dynamicAnchor"]) {
      const name = child(node, key).value;
      if (typeof name === "string" && !identifiers.anchors.has(name)) {
        identifiers.anchors.set(name, node);
      }
    }
    const base = typeof child(node, "$id").value === "string" ? baseOf(node)?.url : undefined;
    if (base !== undefined && !identifiers.ids.has(base)) identifiers.ids.set(base, node);
    for (const key of Object.keys(node.value)) visit(child(node, key));
  };
  visit(rootOf(file));
  return identifiers;
}
