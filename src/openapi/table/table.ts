/**
 * The one compiled representation of an OpenAPI document: plain JSON, the same for the mock server,
 * the emitted Kubernetes objects and the local commands. Made by `compile.ts`, never edited.
 */
export interface RouteTable {
  /** Version of this shape; a server refuses a table of another. */
  format: 1;
  title: string;
  /** The document's own version, `info.version`. */
  version: string;
  /**
   * Base paths under which the routes answer, in the order in which they are tried: those of the document's
   * servers, longest first, then `""`. Callers in the cluster often bypass the gateway that adds the base path,
   * so both forms are right.
   */
  basePaths: string[];
  /** In matching order: most specific first (see `order.ts`). */
  routes: Route[];
  /** The URLs of the document's servers, as anchored regular expressions: a variable is one of its values, or any. */
  servers?: string[];
  /** Whether the document names the dialect of its schemas; else they are draft-07, as Prism reads them. */
  hasDialect?: true;
  /** How values are made at random, as the document asks. */
  generator?: GeneratorOptions;
  /** Schemas that are referred to, as `{ "$ref": "#/schemas/<name>" }`; JSON Schema 2020-12. */
  schemas: Record<string, Schema>;
  /** Example values that several operations share, by the name that `Example.ref` uses. */
  examples: Record<string, unknown>;
  securitySchemes: Record<string, SecurityScheme>;
}

/** Options of `x-json-schema-faker`. */
export interface GeneratorOptions {
  /** Limits that narrow those of schemas. */
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  /** How likely a property is there that is not required, 0 to 1. @default 1 */
  optionalsProbability?: number;
  /** Whatever the probability is. */
  alwaysFakeOptionals?: boolean;
  requiredOnly?: boolean;
  /** @default true */
  fillProperties?: boolean;
  /** Takes one of a schema's examples, or its default, as its value. */
  useExamplesValue?: boolean;
  useDefaultValue?: boolean;
  /** Of Faker: `de`, `pt_BR`. @default en */
  locale?: string;
}

export const METHODS = [
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "PATCH",
  "TRACE",
] as const;
export type Method = (typeof METHODS)[number];

/** Method and path template, as everywhere a person sees or writes a route: `GET /pets/{petId}`. */
export type RouteKey = string;

/** One operation of the document. */
export interface Route {
  key: RouteKey;
  method: Method;
  /** Methods that this route answers: its own, and HEAD with a GET whose path declares no HEAD. */
  answers: Method[];
  /** The path template as written, without base path: `/pets/{petId}`. */
  path: string;
  /** `path` cut at its slashes. */
  segments: Segment[];
  operationId?: string;
  summary?: string;
  tags?: string[];
  deprecated?: true;
  parameters: Parameter[];
  body?: Body;
  /** In the document's order. */
  responses: Reply[];
  /** Alternatives, each naming the schemes that must all be met; an empty list asks for nothing. */
  security: Record<string, string[]>[];
  /** In the place of the document's: those of the operation or of its path. */
  servers?: string[];
}

/**
 * One segment of a path template: a string is a literal, in the percent-encoded form it has on the wire;
 * an array is a sequence of literals and parameters, such as `[{ param: "name" }, ".", { param: "ext" }]`.
 * A parameter stands for one character or more, never for a slash.
 */
export type Segment = string | SegmentPart[];
export type SegmentPart = string | { param: string };

/**
 * JSON Schema 2020-12, whatever the document's version was; `examples` has an OpenAPI `example` as well, but not where
 * the document names a dialect, which knows none: there `example` stays by itself.
 */
export type Schema = boolean | { [keyword: string]: unknown };

export interface Parameter {
  in: "path" | "query" | "header" | "cookie";
  /** As written; header names compare without regard to case. */
  name: string;
  required: boolean;
  style:
    | "matrix"
    | "label"
    | "form"
    | "simple"
    | "spaceDelimited"
    | "pipeDelimited"
    | "deepObject"
    | "tabDelimited";
  explode: boolean;
  schema?: Schema;
  /** Media type of the value, where the document gives `content` in the place of a schema. */
  contentType?: string;
  example?: unknown;
  deprecated?: true;
}

export interface Body {
  required: boolean;
  content: Media[];
}

export interface Reply {
  /** `200`, `4XX` or `default`; as written, which counts in ranges. */
  status: string;
  description: string;
  headers: ReplyHeader[];
  content: Media[];
}

export interface ReplyHeader {
  name: string;
  required: boolean;
  /** Not that of a `content`. */
  schema?: Schema;
  /** The first; null where that one is outside the document. */
  example?: unknown;
  deprecated?: true;
}

export interface Media {
  /** As written: `application/json`, `text/*`, `application/json; charset=utf-8`. */
  type: string;
  schema?: Schema;
  /**
   * In the document's order; a single `example`, or else that of the schema, comes first and is named `default`. 2.0
   * names an example by its media type.
   */
  examples: Example[];
  /** How a form's properties are written. 2.0's lists with commas have the style `commaDelimited`. */
  encoding?: Record<string, Encoding>;
}

export interface Encoding {
  contentType?: string;
  style?: string;
  explode?: boolean;
  allowReserved?: true;
}

/** A named example: its value here, or shared (`ref` into `RouteTable.examples`), or outside the document. */
export type Example = { name: string; summary?: string } & (
  | { value: unknown }
  | { ref: string }
  | { external: string }
);

export type SecurityScheme =
  | { type: "apiKey"; in: "query" | "header" | "cookie"; name: string }
  | { type: "http"; scheme: string }
  | { type: "oauth2" }
  | { type: "openIdConnect" }
  | { type: "mutualTLS" };
