import {
  child,
  type DocumentFile,
  isMapping,
  type Node,
  rootOf,
  textAt,
} from "../document/node.ts";

/** How the schemas of a document are written. */
export type Dialect =
  | "2.0"
  | "3.0"
  /** That of OpenAPI 3.1 and 3.2: JSON Schema 2020-12 with the keywords of OpenAPI (`example`, `discriminator`, `xml`). */
  | "3.1"
  | "2020-12"
  | "2019-09"
  | "draft-07"
  | "draft-06"
  | "draft-04";

/** The dialects that a document of OpenAPI 3.1 or later can name, as users read them. */
export const KNOWN_DIALECTS =
  "JSON Schema 2020-12, 2019-09, draft-07, draft-06 and draft-04, and those of OpenAPI 3.1 and 3.2";

/** Returns the dialect of a URI, with or without an empty fragment, or undefined if it is not known. */
export function dialectOfUri(uri: string): Dialect | undefined {
  const name = uri.replace(/^https?:\/\//, "").replace(/#$/, "");
  return /^spec\.openapis\.org\/oas\/3\.[12]\/dialect\//.test(name) ? "3.1" : DIALECTS.get(name);
}

const DIALECTS = new Map<string, Dialect>([
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
  ["json-schema.org/draft/2019-09/schema", "2019-09"],
  ["json-schema.org/draft-07/schema", "draft-07"],
  ["json-schema.org/draft-06/schema", "draft-06"],
  // Draft-05 corrected the text of draft-04 alone.
  ["json-schema.org/draft-05/schema", "draft-04"],
  ["json-schema.org/draft-04/schema", "draft-04"],
]);

/** Whether a dialect has the keywords of OpenAPI. */
export function isOpenApi(dialect: Dialect): boolean {
  return dialect === "2.0" || dialect === "3.0" || dialect === "3.1";
}

/** Whether keywords beside `$ref` have a meaning. Before 3.1 they have none, but authors mean them, and Prism applies them. */
export function hasReferenceSiblings(dialect: Dialect): boolean {
  return !/^draft-/.test(dialect);
}

/**
 * Returns the value that names the dialect of a schema: the `$schema` of the nearest schema around it that has one, or
 * else the `jsonSchemaDialect` of its file. Returns undefined if the file names none.
 */
export function dialectName(schema: Node): Node | undefined {
  const names = namesOf(schema.file);
  for (let at: Node | undefined = names.inside ? schema : undefined; at; at = at.parent) {
    // The `$schema` of an OpenAPI document itself tells editors its format.
    if (at.parent === undefined && isDocument(at)) break;
    if (textAt(at, "$schema") !== undefined) return child(at, "$schema");
  }
  return names.whole;
}

/** The names of dialects in a file. */
interface Names {
  /** The `jsonSchemaDialect` of the file. */
  whole: Node | undefined;
  /** Whether a schema in it may have a `$schema`. */
  inside: boolean;
}

const known = new WeakMap<DocumentFile, Names>();

function namesOf(file: DocumentFile): Names {
  const found = known.get(file) ?? {
    whole: fileDialectName(rootOf(file)),
    inside: file.text.includes("$schema"),
  };
  known.set(file, found);
  return found;
}

/** Returns the `jsonSchemaDialect` of a file, or undefined if it has none. */
export function fileDialectName(root: Node): Node | undefined {
  return textAt(root, "jsonSchemaDialect") === undefined
    ? undefined
    : child(root, "jsonSchemaDialect");
}

function isDocument({ value }: Node): boolean {
  return isMapping(value) && "openapi" in value;
}
