import type { Field } from "./check.ts";

/** The type of a setting's value. */
export interface Kind<T> {
  /** Its name in the tables of docs/configuration.md: `list of texts`. */
  words: string;
  /**
   * Returns the value of a field, or undefined if there is no field or its value is wrong. Adds mistakes to the field's
   * problems.
   */
  read(field: Field | undefined): T | undefined;
  /** The JSON Schema for editors. */
  schema: JsonSchema;
  /** The settings of a mapping, or of the mappings in a list. */
  keys?: Section;
}

/** JSON Schema, draft-07. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

/** The single description of one setting. */
export interface Setting {
  type: Kind<unknown>;
  /** Whole sentences, in Markdown. */
  meaning: string;
  required?: true;
  /** The value if it is left out. */
  default?: unknown;
  /** The value if it is left out, in words: `the service's name`. */
  otherwise?: string;
  example?: unknown;
  /** Its keys have their own table in docs/configuration.md. */
  apart?: true;
}

/** The settings of one mapping by key, in the order of the documentation. */
export type Section = Readonly<Record<string, Setting>>;

export type Fields<S extends Section> = Partial<Record<keyof S & string, Field>>;

type TypeOf<S extends Setting> = S["type"] extends Kind<infer T> ? T : never;

/** The values that are written in the stack. */
export type Said<S extends Section> = { -readonly [K in keyof S]?: TypeOf<S[K]> };

type Sure<S extends Section> = {
  [K in keyof S]: S[K] extends { required: true } | { default: unknown } ? K : never;
}[keyof S];

/** The values with all defaults filled in. */
export type Whole<S extends Section> = { -readonly [K in Sure<S>]: TypeOf<S[K]> } & Said<
  Omit<S, Sure<S>>
>;

type Defaults<S extends Section> = {
  -readonly [K in keyof S as S[K] extends { default: unknown } ? K : never]: TypeOf<S[K]>;
};

/** The defaults of a section's settings. */
export function defaultsOf<S extends Section>(section: S): Defaults<S> {
  const rows = Object.entries(section).filter((row) => row[1].default !== undefined);
  return Object.fromEntries(rows.map(([key, row]) => [key, row.default])) as Defaults<S>;
}
