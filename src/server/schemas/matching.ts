import type { Schema } from "../../openapi/table/table.ts";

/** What the parts of the matcher share. */
export interface Matching {
  /**
   * @param evaluated collects what a schema describes, for `unevaluatedProperties` and `unevaluatedItems`; undefined
   *   where nothing asks for it
   * @param absent names of properties that do not exist on this side
   */
  matches(
    schema: Schema,
    value: unknown,
    evaluated?: Evaluated,
    absent?: ReadonlySet<string>,
  ): boolean;
  /** Follows the reference to a schema. One that leads back to itself for the same value matches nothing. */
  enter(name: string, value: unknown, matches: () => boolean): boolean;
}

/** Names of an object's properties and indexes of a list's items that a schema describes. */
export interface Evaluated {
  names: Set<string>;
  items: Set<number>;
}

export function emptyEvaluated(): Evaluated {
  return { names: new Set(), items: new Set() };
}

export function merge(into: Evaluated, { names, items }: Evaluated): void {
  for (const name of names) into.names.add(name);
  for (const item of items) into.items.add(item);
}
