import type { IncomingHttpHeaders } from "node:http";

import type { Parameter, Route, RouteTable } from "../../openapi/table/table.ts";
import { queryFields } from "../http/fields.ts";
import { isJson, parseMediaType } from "../http/mediaType.ts";
import { splitPrefer } from "../http/prefer.ts";
import { type BodySource, createBodyCheck } from "./bodyCheck.ts";
import { createJsonCheck } from "./jsonCheck.ts";
import { createParameterReader } from "./parameters.ts";
import { createQueryStringCheck } from "./queryString.ts";
import type { SchemaCheck, SchemaChecks } from "./schemaChecks.ts";
import { createSecurityCheck } from "./security.ts";
import { deprecated, missing, type Violation } from "./violation.ts";

/** The parts of a request that the checks need. */
export interface CheckedRequest extends BodySource {
  /** Path parameters, decoded. */
  params: Record<string, string>;
  /** Values as they are on the wire. */
  query: ReadonlyMap<string, readonly string[]>;
  /** The whole query as it is on the wire. */
  queryString: string;
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

  const whole = route.parameters.find((parameter) => parameter.in === "querystring");
  const checkQuery = whole && createQueryStringCheck(whole, table, checks);

  return (request) => {
    const lacking = checkSecurity(request);
    const found = checkBody(request);
    const checkRest = (bodyViolations: readonly Violation[]) => {
      const violations = lacking === undefined ? [...bodyViolations] : [lacking, ...bodyViolations];
      for (const check of checkParts) check(request, violations);
      if (checkQuery !== undefined) violations.push(...checkQuery(request.queryString));
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
  const prepared = parameters.map((parameter) => {
    const name = parameter.name.toLowerCase();
    const way = [name];
    const check = createValueCheck(parameter, checks);
    const accepts = (value: unknown) => check(value, part, way).length === 0;
    return {
      lacking: parameter.required ? missing("Request", part, name) : undefined,
      isMet: isPrefer(parameter) ? hasPreferences : never,
      read: createParameterReader(parameter, table.schemas, accepts),
      check,
      way,
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

/** Returns the check of a parameter's value. A value with a media type that is neither JSON nor text is not checked. */
function createValueCheck({ schema, contentType }: Parameter, checks: SchemaChecks): SchemaCheck {
  const type = contentType === undefined ? undefined : parseMediaType(contentType);
  if (contentType === undefined || type?.type === "text") return checks(schema, "coerced");
  return type !== undefined && isJson(type) ? createJsonCheck(schema, checks) : checks(undefined);
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
