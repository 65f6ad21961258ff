import type { Parameter, RouteTable } from "../../openapi/table/table.ts";
import { isForm, isJson, type MediaType, parseMediaType } from "../http/mediaType.ts";
import { createFormCheck } from "./formCheck.ts";
import { createJsonCheck } from "./jsonCheck.ts";
import type { SchemaChecks } from "./schemaChecks.ts";
import { missing, type Violation } from "./violation.ts";

/** Checks a whole query, as it is on the wire. */
export type QueryStringCheck = (query: string) => readonly Violation[];

/** Creates the check of a parameter that is the whole query (`in: querystring`, OpenAPI 3.2). */
export function createQueryStringCheck(
  parameter: Parameter,
  table: RouteTable,
  checks: SchemaChecks,
): QueryStringCheck {
  const { name, required, contentType = "" } = parameter;
  const type = parseMediaType(contentType);
  const checkQuery = contentCheck(parameter, type, table, checks);
  return (written) => {
    const query = withoutMocks(written);
    if (query !== "") return checkQuery(query);
    return required ? [missing("Request", "query", name)] : NONE;
  };
}

const NONE: readonly Violation[] = [];

function contentCheck(
  { schema, encoding }: Parameter,
  type: MediaType | undefined,
  table: RouteTable,
  checks: SchemaChecks,
): QueryStringCheck {
  if (type && isForm(type)) {
    const form = { ...(schema !== undefined && { schema }), ...(encoding && { encoding }) };
    const check = createFormCheck(form, { shared: table.schemas, checks, part: "query" });
    return (query) => check(Buffer.from(query), type);
  }
  const check =
    type !== undefined && isJson(type)
      ? createJsonCheck(schema, checks)
      : checks(schema, "coerced");
  return (query) => check(decoded(query), "query", []);
}

/** Returns a query without the wishes of a client for the mock (`__code=404`). */
function withoutMocks(query: string): string {
  if (!query.includes("__")) return query;
  return query
    .split("&")
    .filter((pair) => !/^__(code|example|dynamic|seed|server)(=|$)/.test(pair))
    .join("&");
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query);
  } catch {
    return query;
  }
}
