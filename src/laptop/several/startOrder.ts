/** What starts, and what it comes after. */
export interface Ordered {
  name: string;
  after: readonly string[];
}

/**
 * Returns all in an order in which each comes after those that it names, and otherwise in the order given. Names that are
 * none of them, and those of a circle, hold nothing up.
 */
export function startOrder<T extends Ordered>(all: readonly T[]): T[] {
  const ordered = new Set<T>();
  const under = new Set<T>();
  function visit(one: T): void {
    if (under.has(one) || ordered.has(one)) return;
    under.add(one);
    for (const other of all) if (one.after.includes(other.name)) visit(other);
    under.delete(one);
    ordered.add(one);
  }
  all.forEach(visit);
  return [...ordered];
}

/** Returns the names of a circle that one is in, beginning and ending with its own, or undefined if it is in none. */
export function circleOf<T extends Ordered>(one: T, all: readonly T[]): string[] | undefined {
  const byName = new Map(all.map((each) => [each.name, each]));
  const seen = new Set<string>();
  function way(from: Ordered): string[] | undefined {
    for (const name of from.after) {
      if (name === one.name) return [name];
      const next = byName.get(name);
      if (next === undefined || seen.has(name)) continue;
      seen.add(name);
      const rest = way(next);
      if (rest !== undefined) return [name, ...rest];
    }
    return undefined;
  }
  const rest = way(one);
  return rest && [one.name, ...rest];
}
