import { decodeForm } from "./query.ts";

/**
 * The object that style `deepObject` spreads over a query: `filter[price][min]=3&filter[tags][]=a`. Objects in it may
 * go on; `[]` at the end, or a name met twice, makes a list. Undefined when the query has nothing of that name.
 */
export function readDeepObject(
  name: string,
  query: ReadonlyMap<string, readonly string[]>,
): unknown {
  const root: Branch = new Map();
  for (const [key, values] of query) {
    if (!key.startsWith(`${name}[`) || !key.endsWith("]")) continue;
    const keys = key.slice(name.length + 1, -1).split("][");
    const texts = values.map(decodeForm);
    if (keys.length > 1 && keys.at(-1) === "") set(root, keys.slice(0, -1), texts);
    else set(root, keys, texts.length === 1 ? (texts[0] ?? "") : texts);
  }
  return root.size === 0 ? undefined : toObject(root);
}

/** Maps, because a key may be `__proto__`. */
type Branch = Map<string, Branch | string | string[]>;

function set(branch: Branch, keys: string[], value: string | string[]): void {
  const [key = "", ...rest] = keys;
  if (rest.length === 0) {
    branch.set(key, value);
    return;
  }
  const known = branch.get(key);
  const next: Branch = known instanceof Map ? known : new Map();
  branch.set(key, next);
  set(next, rest, value);
}

function toObject(branch: Branch): unknown {
  return Object.fromEntries(
    [...branch].map(([key, value]) => [key, value instanceof Map ? toObject(value) : value]),
  );
}
