import { type Context, report } from "./context.ts";
import { type Dialect, dialectName, dialectOfUri, KNOWN_DIALECTS } from "./dialect/dialect.ts";
import type { Node } from "./document/node.ts";

/**
 * Returns the dialect of a schema. That of 2.0 and 3.0 is fixed. Since 3.1 a schema or its document may name another
 * one; a name that is not known is reported, and the schema has the usual dialect.
 */
export function dialectOf(context: Context, schema: Node): Dialect {
  const { version } = context;
  if (version === "2.0" || version === "3.0") return version;
  const name = dialectName(schema) ?? context.dialectName;
  if (name === undefined) return "3.1";
  const dialect = dialectOfUri(String(name.value));
  if (dialect === undefined) reportUnknown(context, name);
  return dialect ?? "3.1";
}

function reportUnknown(context: Context, name: Node): void {
  const what = `"${name.key}": the dialect ${JSON.stringify(name.value)} is not known, so its schemas are read as JSON Schema 2020-12`;
  report(context, name, what, { fix: `Known are ${KNOWN_DIALECTS}.` });
}
