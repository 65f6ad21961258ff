import { and, didYouMean, type Problem, received } from "../../problem.ts";
import { newWord } from "./oldWords.ts";

/** A value of a stack, its place, and the list that its problems are added to. */
export interface Field {
  /** Undefined if nothing is written, but something must be. */
  value: unknown;
  /** The file as problems name it: `Pulumi.stg.yaml`. */
  file: string;
  /** The path below the stack's keys, `""` at the root: `services[0].latency.routes["GET /pets"]`. */
  path: string;
  problems: Problem[];
}

/** What stands for an encrypted text if no command needs its value. */
export const ENCRYPTED = "<encrypted>";

/** Returns the fields of a mapping. Keys other than `keys` add problems. A key without a value counts as left out. */
export function fieldsOf<K extends string>(
  field: Field | undefined,
  keys: readonly K[],
  expected = `a mapping of ${and(keys)}`,
): Partial<Record<K, Field>> | undefined {
  const entries = entriesOf(field, expected);
  if (field === undefined || entries === undefined) return undefined;
  const known: Partial<Record<K, Field>> = {};
  for (const [name, entry] of entries) {
    const key = keys.find((candidate) => candidate === name);
    if (key === undefined) unknownKey(entry, name, keys);
    else if (entry.value !== null) known[key] = entry;
  }
  return known;
}

/** Returns the fields of a mapping with arbitrary keys. */
export function entriesOf(
  field: Field | undefined,
  expected: string,
): [string, Field][] | undefined {
  if (field === undefined) return undefined;
  if (!isMapping(field.value) || isEncrypted(field.value)) return wrong(field, expected);
  return Object.entries(field.value).map(([key, value]) => [key, at(field, key, value)]);
}

/** Returns the field under a key or index of another field. */
export function at(parent: Field, key: string | number, value?: unknown): Field {
  return { ...parent, value, path: pathOf(parent.path, key) };
}

/** Returns a path as all problems write it: `services[0].latency.routes["GET /pets"]`. */
export function pathOf(parent: string, key: string | number): string {
  if (typeof key === "number") return `${parent}[${key}]`;
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${parent}["${key}"]`;
  return parent === "" ? key : `${parent}.${key}`;
}

export function whereOf(field: Field): string {
  return field.path === "" ? field.file : `${field.file}: ${field.path}`;
}

/** Reports that a field is not as expected, and returns undefined in its place. */
export function wrong(field: Field, expected: string, fix?: string): undefined {
  if (isEncrypted(field.value)) return unreadable(field, expected);
  const what = `expected ${expected}, received ${received(field.value)}`;
  report(field, what, newWord(field.path, field.value) ?? fix);
}

/** Reports that a needed value is encrypted or contains an encrypted value. */
export function unreadable(field: Field, expected: string): undefined {
  report(
    field,
    `expected ${expected}, received an encrypted value`,
    "This command cannot read encrypted values; `pulumi` can. Write this one in plain text.",
  );
}

export function report(field: Field, what: string, fix?: string): void {
  field.problems.push(problemAt(field, what, fix));
}

/** Reports if an earlier field has the same value; otherwise remembers this one. */
export function reportTaken(field: Field, value: string, taken: Map<string, Field>): boolean {
  const other = taken.get(value);
  if (other === undefined) taken.set(value, field);
  else report(field, `"${value}" is ${other.path} too`);
  return other !== undefined;
}

export function problemAt(field: Field, what: string, fix?: string): Problem {
  return { where: whereOf(field), what, ...(fix === undefined ? {} : { fix }) };
}

/** Returns whether the field, or a field in it, has a problem. */
export function hasProblem(field: Field): boolean {
  const where = whereOf(field);
  return field.problems.some(
    (problem) =>
      problem.where.startsWith(where) && /^($|[.[])/.test(problem.where.slice(where.length)),
  );
}

function unknownKey(field: Field, name: string, keys: readonly string[]): void {
  const fix = newWord(field.path, field.value) ?? didYouMean(name, keys);
  report(field, "no such key", fix ?? `The keys here are ${and(keys)}.`);
}

/** Returns whether it is what `pulumi config set --secret` writes into a stack file: `{ secure: … }`. */
export function isEncrypted(value: unknown): boolean {
  return isMapping(value) && typeof value.secure === "string" && Object.keys(value).length === 1;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a copy without the keys whose value is undefined. */
export function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
