import { and, didYouMean, or } from "../../problem.ts";
import { isInput } from "../../slots.ts";
import {
  at,
  ENCRYPTED,
  entriesOf,
  type Field,
  fieldsOf,
  isEncrypted,
  unreadable,
  wrong,
} from "./check.ts";
import type { Fields, JsonSchema, Kind, Said, Section, Whole } from "./setting.ts";

// The kinds of settings. Formats of text are in formats.ts, podFormats.ts and routingFormats.ts.

/** What `pulumi config set --secret` writes instead of a text. */
export const SECURE: JsonSchema = { $ref: "#/definitions/secure" };

/** A text that is not empty. An encrypted text is read as `<encrypted>`. */
export function text(
  expected = "a text",
  form: RegExp | ((value: string) => boolean) = () => true,
): Kind<string> {
  const pattern = form instanceof RegExp ? { pattern: form.source } : {};
  return {
    words: "text",
    read: (field) => readText(field, expected, form),
    schema: { anyOf: [{ type: "string", minLength: 1, ...pattern }, SECURE] },
  };
}

function readText(
  field: Field | undefined,
  expected: string,
  form: RegExp | ((value: string) => boolean),
): string | undefined {
  if (field === undefined) return undefined;
  const { value } = field;
  const fits = (text: string) => (form instanceof RegExp ? form.test(text) : form(text));
  if (isEncrypted(value)) return ENCRYPTED;
  if (typeof value === "string" && isInput(value)) return value;
  if (typeof value === "string" && value !== "" && fits(value)) return value;
  const unquoted = (typeof value === "number" || typeof value === "boolean") && fits(String(value));
  return wrong(field, expected, unquoted ? "Put it in quotes." : undefined);
}

/** A text that must not be encrypted, because local commands need it. */
export function plain<T>(kind: Kind<T>, expected: string): Kind<T> {
  const { anyOf } = kind.schema;
  return {
    ...kind,
    read: (field) =>
      field !== undefined && isEncrypted(field.value)
        ? unreadable(field, expected)
        : kind.read(field),
    schema: { anyOf: (anyOf as JsonSchema[]).filter((schema) => schema !== SECURE) },
  };
}

/** One of several words. */
export function oneOf<const T extends string>(...words: T[]): Kind<T> {
  return {
    words: or(words.map((word) => `\`${word}\``)),
    read(field) {
      if (field === undefined) return undefined;
      const word = words.find((candidate) => candidate === field.value);
      if (word !== undefined) return word;
      const nearest = typeof field.value === "string" ? didYouMean(field.value, words) : undefined;
      return wrong(field, or(words), nearest);
    },
    schema: { enum: words },
  };
}

export function integer(range: { min: number; max?: number }): Kind<number> {
  const { min, max = Number.MAX_SAFE_INTEGER } = range;
  const bounds = range.max === undefined ? `of at least ${min}` : `from ${min} to ${range.max}`;
  return {
    words: "integer",
    read(field) {
      if (field === undefined) return undefined;
      const { value } = field;
      if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max)
        return value;
      const quoted = typeof value === "string" && /^\d+$/.test(value);
      return wrong(field, `an integer ${bounds}`, quoted ? "Write it without quotes." : undefined);
    },
    schema: {
      type: "integer",
      minimum: min,
      ...(range.max === undefined ? {} : { maximum: range.max }),
    },
  };
}

export const boolean: Kind<boolean> = {
  words: "boolean",
  read(field) {
    if (field === undefined) return undefined;
    return typeof field.value === "boolean" ? field.value : wrong(field, "true or false");
  },
  schema: { type: "boolean" },
};

/** A list. Invalid items are left out of its value. */
export function list<T>(
  item: Kind<T>,
  expected: string,
  { nonEmpty = false }: { nonEmpty?: boolean } = {},
): Kind<T[]> {
  return {
    words: item.words === "text" ? "list of texts" : "list",
    read(field) {
      if (field === undefined) return undefined;
      const { value } = field;
      if (!Array.isArray(value) || (nonEmpty && value.length === 0)) return wrong(field, expected);
      return value
        .map((one, index) => item.read(at(field, index, one)))
        .filter((one) => one !== undefined);
    },
    schema: { type: "array", items: item.schema, ...(nonEmpty ? { minItems: 1 } : {}) },
    ...(item.keys && { keys: item.keys }),
  };
}

/** The same kind, but its values are returned together with their fields. */
export function placed<T>(kind: Kind<T>): Kind<{ field: Field; value: T }> {
  return {
    ...kind,
    read(field) {
      const value = kind.read(field);
      return field === undefined || value === undefined ? undefined : { field, value };
    },
  };
}

/** A mapping with arbitrary keys. */
export function record<T>(
  value: Kind<T>,
  expected: string,
  { nonEmpty = false }: { nonEmpty?: boolean } = {},
): Kind<Record<string, T>> {
  return {
    words: "mapping",
    read(field) {
      const entries = entriesOf(field, expected);
      if (field === undefined || entries === undefined) return undefined;
      if (nonEmpty && entries.length === 0) return wrong(field, expected);
      const read = entries.map(([key, entry]) => [key, value.read(entry)] as const);
      const good = read.filter((entry): entry is [string, T & {}] => entry[1] !== undefined);
      return Object.fromEntries(good);
    },
    schema: {
      type: "object",
      additionalProperties: value.schema,
      ...(nonEmpty ? { minProperties: 1 } : {}),
    },
  };
}

/** A mapping of settings. Required keys may also stand in the stack's `defaults`, so they are not checked here. */
export function mapping<S extends Section>(section: S, expected?: string): Kind<Said<S>> {
  return {
    words: "mapping",
    read: (field) => {
      const fields = fieldsOf(field, Object.keys(section), expected);
      return fields && readSaid(fields, section);
    },
    schema: schemaOf(section),
    keys: section,
  };
}

/** `none`, or a mapping of settings. */
export function noneOr<S extends Section>(section: S): Kind<"none" | Said<S>> {
  const rest = mapping(section, `none, or a mapping of ${and(Object.keys(section))}`);
  return {
    ...rest,
    words: "`none` or mapping",
    read: (field) => (field?.value === "none" ? "none" : rest.read(field)),
    schema: { anyOf: [{ enum: ["none"] }, rest.schema] },
  };
}

/** A mapping of settings that is complete by itself: all required keys must be present, and defaults are filled in. */
export function whole<S extends Section>(section: S, expected?: string): Kind<Whole<S>> {
  const required = Object.keys(section).filter((key) => section[key]?.required);
  return {
    words: "mapping",
    read: (field) => {
      const fields = fieldsOf(field, Object.keys(section), expected);
      return field && fields && readWhole(field, fields, section);
    },
    schema: { ...schemaOf(section), ...(required.length > 0 && { required }) },
    keys: section,
  };
}

/** Returns the values that are written in a mapping's fields. */
export function readSaid<S extends Section>(fields: Fields<S>, section: S): Said<S> {
  const values = Object.entries(section)
    .map(([key, { type }]) => [key, type.read(fields[key])])
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(values);
}

function readWhole<S extends Section>(
  field: Field,
  fields: Fields<S>,
  section: S,
): Whole<S> | undefined {
  const rows = Object.entries(section).map(([key, row]) => {
    const place = fields[key] ?? (row.required ? at(field, key) : undefined);
    return { key, row, value: row.type.read(place) ?? row.default };
  });
  if (rows.some(({ row, value }) => row.required && value === undefined)) return undefined;
  const known = rows.filter(({ value }) => value !== undefined);
  return Object.fromEntries(known.map(({ key, value }) => [key, value])) as Whole<S>;
}

/** Returns the schema of a mapping that has only these settings. */
function schemaOf(section: Section): JsonSchema {
  const properties = Object.entries(section).map(([key, row]) => [
    key,
    {
      description: row.meaning,
      ...(row.default === undefined ? {} : { default: row.default }),
      ...(row.example === undefined ? {} : { examples: [row.example] }),
      ...row.type.schema,
    },
  ]);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    additionalProperties: false,
  };
}
