import { pathToFileURL } from "node:url";
import { child, type DocumentFile, isContainer, type Node, rootOf, textAt } from "./node.ts";

/** The schemas of a file that are named by a keyword (JSON Schema 2020-12, since OpenAPI 3.1). */
interface Identifiers {
  anchors: Anchor[];
  /** By absolute `$id`, without a fragment; the whole file by its `$self`. */
  ids: Map<string, Node>;
}

/** A schema with an `$anchor` or a `$dynamicAnchor`. The `$recursiveAnchor` of 2019-09 is a dynamic one without a name. */
interface Anchor {
  name: string;
  node: Node;
  isDynamic: boolean;
  /** Value of the nearest enclosing schema with an `$id`; undefined if there is none. */
  resource: unknown;
}

const known = new WeakMap<DocumentFile, Identifiers>();

/** Returns the schema with the anchor `name` in a resource, or else the first one in its file. */
export function findAnchor(resource: Node, name: string): Node | undefined {
  const named = identifiersOf(resource.file).anchors.filter((anchor) => anchor.name === name);
  const own = resourceOf(resource)?.value;
  return (named.find((anchor) => anchor.resource === own) ?? named[0])?.node;
}

/** Returns the schemas with a dynamic anchor in a schema, without those in the schemas in it that have an `$id`. */
export function dynamicAnchorsIn(schema: Node): { name: string; node: Node }[] {
  const resource = resourceOf(schema)?.value;
  return identifiersOf(schema.file).anchors.filter(
    (anchor) => anchor.isDynamic && anchor.resource === resource && isWithin(anchor.node, schema),
  );
}

/**
 * Returns the schema whose `$id`, or the document whose `$self`, is the URL that `reference` resolves to at a node. Those
 * of the node's own file come first.
 */
export function findId(
  node: Node,
  reference: string,
  files: readonly DocumentFile[],
): Node | undefined {
  const named = [node.file, ...files].map((file) => identifiersOf(file).ids);
  if (named.every((ids) => ids.size === 0)) return undefined;
  const url = absolute(reference, baseUrl(node));
  return url === undefined ? undefined : named.find((ids) => ids.has(url))?.get(url);
}

/**
 * Returns the path, from the node's file, of the file that a URL means: the `$self` of the file says which URL its folder
 * has. Returns undefined for any other URL.
 */
export function pathBeside({ file }: Node, reference: string): string | undefined {
  const self = textAt(rootOf(file), "$self");
  const folder = self && URL.parse(".", self)?.href;
  return folder && reference.startsWith(folder) ? reference.slice(folder.length) : undefined;
}

/** Returns the nearest enclosing schema that has an `$id`. JSON pointers start there. */
export function resourceOf(node: Node): Node | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) if (idOf(at) !== undefined) return at;
  return undefined;
}

/** Returns the URL that references at a node are relative to. */
function baseUrl(node: Node): string {
  const resource = resourceOf(node);
  const outer = resource?.parent ? baseUrl(resource.parent) : fileUrl(node.file);
  return absolute(idOf(resource ?? node) ?? "", outer) ?? outer;
}

/** Returns the URL of a file: its `$self` (OpenAPI 3.2), or else its place. */
function fileUrl(file: DocumentFile): string {
  const place = pathToFileURL(file.path).href;
  return absolute(textAt(rootOf(file), "$self") ?? "", place) ?? place;
}

/** Returns the `$id` of a schema. One that is only a fragment is an anchor (draft-07). */
function idOf(node: Node): string | undefined {
  const id = textAt(node, "$id");
  return id?.startsWith("#") ? undefined : id;
}

function absolute(reference: string, base: string): string | undefined {
  return URL.parse(reference, base)?.href.replace(/#.*$/, "");
}

function isWithin(node: Node, outer: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent)
    if (at.value === outer.value) return true;
  return false;
}

function identifiersOf(file: DocumentFile): Identifiers {
  const found = known.get(file) ?? findIdentifiers(file);
  known.set(file, found);
  return found;
}

function findIdentifiers(file: DocumentFile): Identifiers {
  const identifiers: Identifiers = { anchors: [], ids: new Map() };
  const visit = (node: Node, outer: unknown): void => {
    if (!isContainer(node.value)) return;
    const hasId = idOf(node) !== undefined;
    const resource = hasId ? node.value : outer;
    const url = hasId ? baseUrl(node) : undefined;
    if (url !== undefined && !identifiers.ids.has(url)) identifiers.ids.set(url, node);
    for (const anchor of anchorsOf(node)) identifiers.anchors.push({ ...anchor, node, resource });
    for (const key of Object.keys(node.value)) visit(child(node, key), resource);
  };
  const root = rootOf(file);
  if (textAt(root, "$self") !== undefined) identifiers.ids.set(fileUrl(file), root);
  visit(root, undefined);
  return identifiers;
}

function anchorsOf(node: Node): Pick<Anchor, "name" | "isDynamic">[] {
  const plain = textAt(node, "$anchor") ?? textAt(node, "$id")?.match(/^#(.+)/)?.[1];
  const dynamic =
    child(node, "$recursiveAnchor").value === true ? "" : textAt(node, "$dynamicAnchor");
  return [
    ...(plain === undefined ? [] : [{ name: plain, isDynamic: false }]),
    ...(dynamic === undefined ? [] : [{ name: dynamic, isDynamic: true }]),
  ];
}
