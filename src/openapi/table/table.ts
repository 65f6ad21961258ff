/**
 * The only compiled form of an OpenAPI document: plain JSON, which the mock server, the emitted Kubernetes objects and
 * the local commands all use. `compile.ts` makes it, and nothing changes it afterwards.
 */
export interface RouteTable {
  /** Version of this structure. A server refuses a table of another version. */
  format: 1;
  title: string;
  /** The document's own version, `info.version`. */
  version: string;
  /**
   * Base paths under which the routes answer, in the order in which they are tried: those of the document's servers,
   * longest first, then `""`, because callers in the cluster often bypass the gateway that adds the base path.
   */
  basePaths: string[];
  /** In matching order: most specific first (see `order.ts`). */
  routes: Route[];
  /** Regular expressions for the URLs of the document's servers. A variable matches its values, or any text. */
  servers?: string[];
  /** The document's tags by name, if it is of 3.2. */
  tags?: Record<string, Tag>;
  /** How the document wants random values to be made. */
  generator?: GeneratorOptions;
  /** Shared schemas, in JSON Schema 2020-12. References have the form `{ "$ref": "#/schemas/<name>" }`. */
  schemas: Record<string, Schema>;
  /** Example values that several operations share, by the name that `Example.ref` uses. */
  examples: Record<string, unknown>;
  securitySchemes: Record<string, SecurityScheme>;
}

/** What a document says about a tag: a title, what the tag is for (`nav`, `badge`), and the tag around it. */
export interface Tag {
  summary?: string;
  kind?: string;
  parent?: string;
}

/** Options of `x-json-schema-faker`. */
export interface GeneratorOptions {
  /** Limits in addition to those of schemas. */
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  /** Probability of a property that is not required, 0 to 1. @default 1 */
  optionalsProbability?: number;
  /** Makes all properties, whatever the probability is. */
  alwaysFakeOptionals?: boolean;
  requiredOnly?: boolean;
  /** @default true */
  fillProperties?: boolean;
  /** Uses one of a schema's examples, or its default, as the value. */
  useExamplesValue?: boolean;
  useDefaultValue?: boolean;
  /** Locale of Faker: `de`, `pt_BR`. @default en */
  locale?: string;
}

/** Methods that have a field of their own in a path of OpenAPI. */
export const FIXED_METHODS = [
  "GET",
  "PUT",
  "POST",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "PATCH",
  "TRACE",
  "QUERY",
] as const;

/** All methods that can be served: these, and those of `additionalOperations` that Node's parser of HTTP reads. */
export const METHODS = [
  ...FIXED_METHODS,
  "ACL",
  "BIND",
  "CHECKOUT",
  "COPY",
  "LINK",
  "LOCK",
  "M-SEARCH",
  "MERGE",
  "MKACTIVITY",
  "MKCALENDAR",
  "MKCOL",
  "MOVE",
  "NOTIFY",
  "PROPFIND",
  "PROPPATCH",
  "PURGE",
  "REBIND",
  "REPORT",
  "SEARCH",
  "SOURCE",
  "SUBSCRIBE",
  "UNBIND",
  "UNLINK",
  "UNLOCK",
  "UNSUBSCRIBE",
] as const;
export type Method = (typeof METHODS)[number];

/** Method and path template, as users see and write a route everywhere: `GET /pets/{petId}`. */
export type RouteKey = string;

/** One operation of the document. */
export interface Route {
  key: RouteKey;
  method: Method;
  /** Methods that this route answers: its own, and HEAD if it is a GET and its path declares no HEAD. */
  answers: Method[];
  /** The path template as written, without base path: `/pets/{petId}`. */
  path: string;
  /** `path`, split at its slashes. */
  segments: Segment[];
  operationId?: string;
  summary?: string;
  tags?: string[];
  deprecated?: true;
  parameters: Parameter[];
  body?: Body;
  /** In the document's order. */
  responses: Reply[];
  /** Alternatives, each with the schemes that it requires together. An empty list requires nothing. */
  security: Record<string, string[]>[];
  /** The servers of the operation or of its path, which override those of the document. */
  servers?: string[];
}

/**
 * One segment of a path template: a string is a literal, in the percent-encoded form that it has on the wire; an array
 * is a sequence of literals and parameters, such as `[{ param: "name" }, ".", { param: "ext" }]`. A parameter matches
 * one or more characters, but no slash.
 */
export type Segment = string | SegmentPart[];
export type SegmentPart = string | { param: string };

/**
 * JSON Schema 2020-12, whatever the document's version is. `examples` includes an OpenAPI `example`. In a dialect of
 * JSON Schema alone `example` is not a keyword, so it stays separate.
 */
export type Schema = boolean | { [keyword: string]: unknown };

export interface Parameter {
  /** The whole query is one value in `querystring`, whose name has no meaning. */
  in: "path" | "query" | "header" | "cookie" | "querystring";
  /** As written. Names of headers are compared without regard to case. */
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
  /** Media type of the value, if the document has `content` instead of a schema. */
  contentType?: string;
  /** How the properties of a `querystring` are written. */
  encoding?: Record<string, Encoding>;
  example?: unknown;
  deprecated?: true;
}

export interface Body {
  required: boolean;
  content: Media[];
}

export interface Reply {
  /** `200`, `4XX` or `default`, as written: the case of the X matters. */
  status: string;
  description: string;
  headers: ReplyHeader[];
  content: Media[];
}

export interface ReplyHeader {
  name: string;
  required: boolean;
  schema?: Schema;
  /** Media type of the value, if the document has `content` instead of a schema. */
  contentType?: string;
  /** Whether an object is written as `a=1,b=2` instead of `a,1,b,2`. */
  explode?: true;
  /** Between the items of a list, if it is not a comma (2.0). */
  separator?: string;
  /** The first example; null if its value is outside the document. */
  example?: unknown;
  deprecated?: true;
}

export interface Media {
  /** As written: `application/json`, `text/*`, `application/json; charset=utf-8`. */
  type: string;
  /** If the document describes the items of the body (`itemSchema`), this is the schema of the list of all items. */
  schema?: Schema;
  /** Whether the document describes the items, which are then sent one by one. */
  isStream?: true;
  /**
   * In the document's order. A single `example`, or else that of the schema, comes first and is named `default`. In 2.0
   * the name of an example is its media type.
   */
  examples: Example[];
  /** How a form's properties are written. Lists with commas of 2.0 have the style `commaDelimited`. */
  encoding?: Record<string, Encoding>;
}

export interface Encoding {
  contentType?: string;
  /** Headers of a multipart form's parts. */
  headers?: ReplyHeader[];
  style?: string;
  explode?: boolean;
  allowReserved?: true;
}

/** A named example, with its value here, or shared (`ref` is a name in `RouteTable.examples`), or elsewhere. */
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
