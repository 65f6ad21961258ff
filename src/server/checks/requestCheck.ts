import type { IncomingHttpHeaders } from "node:http";

import type { Parameter, Route, RouteTable } from "../../openapi/table/table.ts";
import { queryFields } from "../http/fields.ts";
import { splitPrefer } from "../http/prefer.ts";
import { type BodySource, createBodyCheck } from "./bodyCheck.ts";
import { createParameterReader } from "./parameters.ts";
import type { SchemaChecks } from "./schemaChecks.ts";
import { createSecurityCheck } from "./security.ts";
import { deprecated, missing, type Part, type Violation } from "./violation.ts";

/** The parts of a request that the checks need. */
export interface CheckedRequest extends BodySource {
  /** Path parameters, decoded. */
  params: Record<string, string>;
  /** Values as they are on the wire. */
  query: ReadonlyMap<string, readonly string[]>;
}

/** Returns all violations of a request, in this order: credentials, body, headers, query, path. */
export type RequestCheck = (
  request: CheckedRequest,
) => readonly Violation[] | Promise<readonly Violation[]>;

/**
 * Creates the check of an operation's requests. As in Prism, cookies are not checked.
 *
 * @param checks the checks of the schemas of requests
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

/** Missing parameters come before wrong ones, and these before deprecated ones. */
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
      isMet: isPrefer(parameter) ? hasPreferences : never,
      read: createParameterReader(parameter, table.schemas),
      check: checks(parameter.contentType === undefined ? parameter.schema : undefined, "coerced"),
      way: [name],
    };
  });
  const discouraged = parameters.filter((parameter) => parameter.deprecated);
  const hasPrefer = parameters.some(isPrefer);
  return (source, violations) => {
    let wrong: Violation[] | undefined;
    const { params } = source;
    const headers = hasPrefer ? withoutMocks(source.headers) : source.headers;
    const fields = queryFields(part === "query" ? source.query : NO_QUERY);
    const values = { headers, params, fields };
    for (const { lacking, isMet, read, check, way } of prepared) {
      const value = read(values);
      if (value !== undefined) {
        for (const found of check(value, part, way)) {
          wrong ??= [];
          wrong.push(found);
        }
      } else if (lacking !== undefined && !isMet(source.headers)) {
        violations.push(lacking);
      }
    }
    if (wrong !== undefined) violations.push(...wrong);
    for (const { name } of discouraged) {
      if (isGiven(part, name, source)) violations.push(deprecated(part, name));
    }
  };
}

/** Whether a parameter is the service's own `Prefer`, the header in which a client also writes to the mock. */
export function isPrefer({ in: place, name }: Parameter): boolean {
  return place === "header" && name.toLowerCase() === "prefer";
}

/** Whether a request has preferences, for the mock at least: a required `Prefer` does not forbid to choose an answer. */
function hasPreferences({ prefer }: IncomingHttpHeaders): boolean {
  return prefer !== undefined;
}

function never(): boolean {
  return false;
}

/** Returns headers without the preferences that are meant for the mock. */
function withoutMocks(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { prefer, ...others } = headers;
  if (prefer === undefined) return headers;
  const { own } = splitPrefer(String(prefer));
  return own === "" ? others : { ...others, prefer: own };
}

/**
 * Returns the query parameters that Prism finds in a request. When Prism starts, it percent-encodes the names of query
 * parameters in style `form`, if it can make a value for each of them. Then it never finds a name with brackets or
 * similar characters. These parameters are not checked here either. But they do not count as missing if they are
 * required, as they do in Prism, because every request would be refused.
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
