import { basename, extname } from "node:path";
import { keysTo, type Node, placeId } from "../document/node.ts";
import { type DynamicScope, scopeId } from "./dynamicScope.ts";

/** Schemas or examples that several places of the document refer to, by name. */
export interface Shared {
  nameOf: Map<string, string>;
  taken: Set<string>;
  /** Nodes that have a name, but are not compiled yet. */
  waiting: { name: string; node: Node; scope: DynamicScope }[];
}

const NO_SCOPE: DynamicScope = new Map();

export function emptyShared(): Shared {
  return { nameOf: new Map(), taken: new Set(), waiting: [] };
}

/**
 * Returns the name of the value at a node, and queues the node the first time. The name is that of the component
 * (`#/components/schemas/Pet` → `Pet`), of the file if the node is a whole file, else the keys that lead to the node.
 * If two places, or one place in two scopes, would have the same name, the second one gets a number. Names need no
 * escaping in a JSON pointer or a URL.
 */
export function share(shared: Shared, node: Node, scope = NO_SCOPE): string {
  const place = `${placeId(node)} ${scopeId(scope)}`;
  const known = shared.nameOf.get(place);
  if (known !== undefined) return known;
  const wanted = wantedName(node);
  let name = wanted;
  for (let count = 2; shared.taken.has(name); count++) name = `${wanted}${count}`;
  shared.nameOf.set(place, name);
  shared.taken.add(name);
  shared.waiting.push({ name, node, scope });
  return name;
}

function wantedName(node: Node): string {
  const keys = keysTo(node);
  const [first = basename(node.file.path, extname(node.file.path)), second, third] = keys;
  const own =
    first === "components" && second !== undefined && third !== undefined
      ? keys.slice(2)
      : first === "definitions" && second !== undefined
        ? keys.slice(1)
        : keys;
  const name = (own.length === 0 ? first : own.join("_")).replaceAll(/[^A-Za-z0-9._-]+/g, "_");
  // Not every way to copy an object keeps this as an ordinary key.
  return name === "__proto__" ? "proto" : name;
}
