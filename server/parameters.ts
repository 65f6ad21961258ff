import type { IncomingHttpHeaders } from "node:http";

import type { Parameter } from "../routes/table.ts";
import { createCoercion, parseJson } from "./coerce.ts";
import { parseCookies } from "./cookies.ts";
import { readDeepObject } from "./deepObject.ts";
import { isJson, parseMediaType } from "./mediaType.ts";
import { decodeForm } from "./query.ts";
import { flatten, propertiesOf, type SharedSchemas, typesOf } from "./schemas.ts";

/** Where the parameters of a request are. */
export interface ParameterSource {
  /** Path parameters, decoded. */
  params: Record<string, string>;
  /** Values as they are on the wire. */
  query: ReadonlyMap<string, readonly string[]>;
  headers: IncomingHttpHeaders;
}

/** What a parameter's place, style and explode need: all but the rest of `Parameter`. */
export type ParameterShape = Pick<
  Parameter,
  "in" | "name" | "style" | "explode" | "schema" | "contentType"
>;

/**
 * Reads one parameter of a request as the value that its schema speaks of: taken apart by `style` and `explode`,
 * texts turned into the schema's types. Undefined when the request does not have it.
 */
export function createParameterReader(
  parameter: ParameterShape,
  shared: SharedSchemas,
): (source: ParameterSource) => unknown {
  const parts = flatten(parameter.schema, shared);
  const types = typesOf(parts);
  // One text may be the whole value where the schema allows that.
  const whole = ["string", "number", "integer", "boolean"].some((type) => types.has(type));
  const kind = whole
    ? "text"
    : types.has("array")
      ? "list"
      : types.has("object")
        ? "object"
        : "text";
  const split: Split = { parameter, kind, properties: [...propertiesOf(parts).keys()] };
  const read = READERS[parameter.in];
  const coerce = createCoercion(parameter.schema, shared);
  return (source) => {
    const value = read(split, source);
    return value === undefined ? undefined : coerce(value);
  };
}

interface Split {
  parameter: ParameterShape;
  kind: "text" | "list" | "object";
  /** Names of the properties, where the kind is `object`. */
  properties: string[];
}

const READERS: Record<Parameter["in"], (split: Split, source: ParameterSource) => unknown> = {
  path: (split, { params }) => {
    const text = params[split.parameter.name];
    return text === undefined ? undefined : readPath(split, text);
  },
  header: (split, { headers }) => {
    const given = headers[split.parameter.name.toLowerCase()];
    const text = Array.isArray(given) ? given.join(", ") : given;
    return text === undefined ? undefined : readSimple(split, text, /\s*,\s*/);
  },
  cookie: (split, { headers }) => {
    const cookies = parseCookies(headers.cookie);
    return readQuery(split, new Map([...cookies].map(([name, value]) => [name, [value]])));
  },
  query: (split, { query }) => readQuery(split, query),
};

function readPath(split: Split, text: string): unknown {
  const { style, explode, name } = split.parameter;
  if (style === "label" && text.startsWith(".")) {
    return readSimple(split, text.slice(1), explode ? "." : ",");
  }
  if (style !== "matrix" || !text.startsWith(";")) return readSimple(split, text, ",");
  const inner = text.slice(1);
  if (explode && split.kind === "object") return assignments(inner.split(";"));
  const values = inner
    .split(";")
    .map((part) => (part.startsWith(`${name}=`) ? part.slice(name.length + 1) : part));
  if (explode && split.kind === "list") return values;
  return readSimple(split, values.join(";"), ",");
}

function readSimple(split: Split, text: string, separator: string | RegExp): unknown {
  const { contentType, explode } = split.parameter;
  if (contentType !== undefined) return readContent(contentType, text);
  if (split.kind === "text") return text;
  const list = text === "" ? [] : text.split(separator);
  if (split.kind === "list") return list;
  return explode ? assignments(list) : pairs(list);
}

function readQuery(split: Split, query: ReadonlyMap<string, readonly string[]>): unknown {
  const { name, style, explode, contentType } = split.parameter;
  if (style === "deepObject") return readDeepObject(name, query);
  const spread =
    split.kind === "object" && style === "form" && explode && contentType === undefined;
  const properties = spread ? readProperties(split.properties, query) : undefined;
  if (properties !== undefined) return properties;
  const values = query.get(name);
  const [first] = values ?? [];
  if (values === undefined || first === undefined) return undefined;
  if (contentType !== undefined) return readContent(contentType, decodeForm(first));
  // An object under its own name can only be JSON, which the coercion reads.
  if (spread) return decodeForm(first);
  if (split.kind === "text")
    return values.length === 1 ? decodeForm(first) : values.map(decodeForm);
  if (split.kind === "list" && (style === "form" ? explode : values.length > 1)) {
    return values.map(decodeForm);
  }
  const list = first === "" ? [] : first.split(SEPARATORS[style] ?? ",").map(decodeForm);
  return split.kind === "list" ? list : pairs(list);
}

const SEPARATORS: Partial<Record<Parameter["style"], RegExp>> = {
  spaceDelimited: /%20|\+/,
  pipeDelimited: /\||%7C/i,
  tabDelimited: /%09/,
};

function readContent(contentType: string, text: string): unknown {
  const type = parseMediaType(contentType);
  return type !== undefined && isJson(type) ? (parseJson(text) ?? text) : text;
}

/** `form` with `explode`: every property is a parameter of its own. */
function readProperties(names: string[], query: ReadonlyMap<string, readonly string[]>): unknown {
  const found = names.flatMap((name) => {
    const values = query.get(name)?.map(decodeForm);
    return values === undefined ? [] : [[name, values.length === 1 ? values[0] : values]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** `R,100,G,200` */
function pairs(list: string[]): Record<string, string> {
  const entries: [string, string][] = [];
  for (let i = 0; i < list.length; i += 2) entries.push([list[i] ?? "", list[i + 1] ?? ""]);
  return Object.fromEntries(entries);
}

/** `R=100`, `G=200` */
function assignments(list: string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((part) => {
      const equals = part.indexOf("=");
      return equals === -1 ? [part, ""] : [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
}
