import type {
  Parameter,
  Route,
  RouteTable,
  SecurityScheme,
  Segment,
} from "../../openapi/table/table.ts";
import { toText } from "../http/serialise.ts";
import type { Chance } from "../values/generation.ts";
import { parameterText, queryPairs } from "../values/parameterText.ts";
import { parameterValue } from "../values/requestValue.ts";
import type { RouteReport } from "./routesReport.ts";
import { tryBody } from "./tryBody.ts";
import { urlencodedText } from "./tryForm.ts";

type TryRequest = Pick<RouteReport, "tryPath" | "tryHeaders" | "tryBody">;

/**
 * Returns a request that a route answers with success: with required parameters, credentials and body.
 *
 * @param chance draws the values, and which other parameters of the query the request has. Without it the values are the
 *   document's examples, or made the same each time.
 */
export function tryRequest(route: Route, table: RouteTable, chance?: Chance): TryRequest {
  const chosen = route.parameters.filter(
    (parameter) =>
      parameter.required ||
      (chance !== undefined && parameter.in === "query" && chance.random() < 0.5),
  );
  const valueFor = (parameter: Parameter) => parameterValue(parameter, table, chance);
  const path = route.segments.map((segment) => fillSegment(segment, chosen, valueFor)).join("/");
  const carried: Carried = { query: [], headers: {}, cookies: [] };
  for (const parameter of chosen) {
    const value = valueFor(parameter);
    if (value !== undefined || parameter.required) addParameter(parameter, value, carried);
  }
  const [alternative = {}] = route.security;
  for (const name of Object.keys(alternative)) {
    const scheme = table.securitySchemes[name];
    if (scheme !== undefined) addCredentials(scheme, carried);
  }
  const { query, headers, cookies } = carried;
  if (cookies.length > 0) headers.Cookie = cookies.join("; ");
  const body = tryBody(route, table, chance);
  return {
    tryPath: `/${path}${query.length === 0 ? "" : `?${query.join("&")}`}`,
    ...(Object.keys(headers).length > 0 && { tryHeaders: headers }),
    ...(body && { tryBody: body }),
  };
}

/** The parts of a request besides path and body. Entries of query and cookies are encoded as `name=value`. */
interface Carried {
  query: string[];
  headers: Record<string, string>;
  cookies: string[];
}

/** A path parameter that the document does not describe gets a digit, because it must not be empty. */
function fillSegment(
  segment: Segment,
  parameters: Parameter[],
  valueFor: (parameter: Parameter) => unknown,
): string {
  if (typeof segment === "string") return segment;
  const texts = segment.map((part) => {
    if (typeof part === "string") return part;
    const found = parameters.find(({ in: place, name }) => place === "path" && name === part.param);
    const value = found && valueFor(found);
    return (found && value !== undefined && parameterText(found, value, encodeURIComponent)) || "1";
  });
  return texts.join("");
}

function addParameter(parameter: Parameter, value: unknown, carried: Carried): void {
  if (parameter.in === "querystring") carried.query.push(wholeQuery(parameter, value));
  if (parameter.in === "query") carried.query.push(...queryPairs(parameter, value));
  if (parameter.in === "cookie") carried.cookies.push(...queryPairs(parameter, value));
  if (parameter.in === "header") {
    carried.headers[parameter.name] = parameterText(parameter, value, (text) => text);
  }
}

function addCredentials(scheme: SecurityScheme, carried: Carried): void {
  if (scheme.type === "mutualTLS") return;
  if (scheme.type === "apiKey") {
    if (scheme.in === "header") carried.headers[scheme.name] = "key";
    if (scheme.in === "query") carried.query.push(`${encodeURIComponent(scheme.name)}=key`);
    if (scheme.in === "cookie") carried.cookies.push(`${scheme.name}=key`);
    return;
  }
  const name = scheme.type === "http" ? scheme.scheme : "bearer";
  const basic = name.toLowerCase() === "basic";
  const value = basic ? Buffer.from("user:password").toString("base64") : "token";
  carried.headers.Authorization = `${name.charAt(0).toUpperCase()}${name.slice(1)} ${value}`;
}

function wholeQuery({ contentType = "" }: Parameter, value: unknown): string {
  const isUrlencoded = contentType.startsWith("application/x-www-form-urlencoded");
  return isUrlencoded ? urlencodedText(value, {}) : encodeURIComponent(toText(value));
}
