import type { Parameter, Route, RouteTable } from "../../openapi/table/table.ts";
import { queryFields } from "../http/fields.ts";
import { type BodySource, createBodyCheck } from "./bodyCheck.ts";
import { createParameterReader } from "./parameters.ts";
import type { SchemaChecks } from "./schemaChecks.ts";
import { createSecurityCheck } from "./security.ts";
import { deprecated, missing, type Part, type Violation } from "./violation.ts";

/** A request as its checks see it. */
export interface CheckedRequest extends BodySource {
  /** Path parameters, decoded. */
  params: Record<string, string>;
  /** Values as they are on the wire. */
  query: ReadonlyMap<string, readonly string[]>;
}

/** All that is wrong with a request, in this order: credentials, body, headers, query, path. */
export type RequestCheck = (
  request: CheckedRequest,
) => readonly Violation[] | Promise<readonly Violation[]>;

/**
 * Checks requests against what an operation asks for. Cookies are not looked at, as Prism does not.
 *
 * @param checks of the requests' schemas
 */
export function createRequestCheck(
  route: Route,
  table: RouteTable,
  checks: SchemaChecks,
): RequestCheck {
  const checkSecurity = createSecurityCheck(route, table.securitySchemes);
  const checkBody = createBodyCheck(route.body, table, checks);
  const checkParts = PARTS.flatMap((part) => {
    const parameters = route.parameters.filter((parameter) => parameter.in === part);
    return parameters.length === 0 ? [] : [createPartCheck(part, parameters, table, checks)];
  });

  return (request) => {
    const lacking = checkSecurity(request);
    const found = checkBody(request);
    const checkRest = (bodyViolations: readonly Violation[]) => {
      const violations = lacking === undefined ? [...bodyViolations] : [lacking, ...bodyViolations];
      for (const check of checkParts) check(request, violations);
      return violations;
    };
    return found instanceof Promise ? found.then(checkRest) : checkRest(found);
  };
}

const PARTS = ["header", "query", "path"] as const;

const NO_QUERY: CheckedRequest["query"] = new Map();

type PartCheck = (source: CheckedRequest, violations: Violation[]) => void;

/** What is missing comes before what is wrong, that before what is discouraged. */
function createPartCheck(
  part: (typeof PARTS)[number],
  parameters: Parameter[],
  table: RouteTable,
  checks: SchemaChecks,
): PartCheck {
  const prepared = findable(part, parameters).map((parameter) => {
    const name = parameter.name.toLowerCase();
    return {
      lacking: parameter.required ? missing("Request", part, name) : undefined,
      read: createParameterReader(parameter, table.schemas),
      check: checks(parameter.contentType === undefined ? parameter.schema : undefined, "coerced"),
      way: [name],
    };
  });
  const discouraged = parameters.filter((parameter) => parameter.deprecated);
  return (source, violations) => {
    let wrong: Violation[] | undefined;
    const { headers, params } = source;
    const fields = queryFields(part === "query" ? source.query : NO_QUERY);
    const values = { headers, params, fields };
    for (const { lacking, read, check, way } of prepared) {
      const value = read(values);
      if (value !== undefined) {
        for (const found of check(value, part, way)) {
          wrong ??= [];
          wrong.push(found);
        }
      } else if (lacking !== undefined) {
        violations.push(lacking);
      }
    }
    if (wrong !== undefined) violations.push(...wrong);
    for (const { name } of discouraged) {
      if (isGiven(part, name, source)) violations.push(deprecated(part, name));
    }
  };
}

/**
 * Those of which Prism knows the name. It percent-encodes names of the query in style `form` when it starts, as soon as
 * it can make a value for each parameter of the query, and then never meets one with brackets or the like. Such are not
 * checked here either, but not missed where they are required, as Prism does: that would refuse every request.
 */
function findable(part: Part, parameters: Parameter[]): Parameter[] {
  const canBeMade = parameters.every(
    ({ schema, contentType, example }) =>
      example !== undefined || (schema !== undefined && contentType === undefined),
  );
  if (part !== "query" || !canBeMade) return parameters;
  return parameters.filter(({ style, name }) => style !== "form" || encodeURI(name) === name);
}

function isGiven(
  part: (typeof PARTS)[number],
  name: string,
  { headers, query, params }: CheckedRequest,
): boolean {
  if (part === "header") return Boolean(headers[name]);
  if (part === "path") return Boolean(params[name]);
  const values = query.get(name) ?? [];
  return values.length > 1 || Boolean(values[0]);
}
