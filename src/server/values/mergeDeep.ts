/**
 * Merges objects. If several have a member of the same name, the last one counts; objects are merged in turn. Lists
 * count as objects whose keys are the indexes. The result is a list if the last object is a list.
 */
export function mergeDeep(objects: readonly object[]): object {
  const merged = new Map<string, unknown>();
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      const known = merged.get(key);
      merged.set(key, isObject(known) && isObject(value) ? mergeDeep([known, value]) : value);
    }
  }
  const members = Object.fromEntries(merged);
  return Array.isArray(objects.at(-1)) ? Object.assign([], members) : members;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
