import { isDeepStrictEqual } from "node:util";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import { mockNames } from "../../src/campaign/mockNames.ts";
import { profileOf } from "../../src/latency/plan.ts";
import { quantile } from "../../src/latency/quantile.ts";
import type { Reply, Route, RouteTable, Schema } from "../../src/openapi/table/table.ts";
import { tryRequest } from "../../src/server/own/tryRequest.ts";
import type { ClientAnswer, ClientRequest } from "./clientScript.ts";

/** By how many milliseconds a delay may be measured too short: timers and clocks differ. */
const CLOCKS = 5;

/** A request to a route of a mock. */
export interface Call {
  mock: LoadedMock;
  route: Route;
  request: ClientRequest;
}

/** Returns a successful request for every route of a mock, under each of its base paths. */
export function callsOf(mock: LoadedMock): Call[] {
  const { table } = mock;
  return table.basePaths.flatMap((basePath) =>
    table.routes.map((route) => ({ mock, route, request: requestOf(mock, route, basePath) })),
  );
}

export function requestOf(mock: LoadedMock, route: Route, basePath = ""): ClientRequest {
  const { tryPath, tryHeaders, tryBody } = tryRequest(route, mock.table);
  const form = FORMS[route.key];
  const body = form === undefined ? tryBody : formOf(form);
  return {
    url: `http://${mockNames(mock.config).host}${basePath}${tryPath}`,
    method: route.method,
    headers: { ...tryHeaders, ...(body && { "Content-Type": body.type }) },
    ...(body && { body: body.text }),
  };
}

/**
 * Returns what is wrong with an answer: nothing if it fits the document and took as long as its profile requires.
 *
 * @param early by how many milliseconds it may be measured too short
 */
export function wrongWith(
  { mock, route, request }: Call,
  answer: ClientAnswer,
  early = CLOCKS,
): string[] {
  const { elapsed } = answer;
  const profile = profileOf(mock.plan, route.key);
  const shortest = profile === undefined ? 0 : quantile(profile, 0);
  return [
    ...(elapsed >= shortest - early ? [] : [`took ${elapsed} ms, not ${shortest} at least`]),
    ...wrongContent(mock.table, route, answer),
  ].map((what) => `${request.method} ${request.url}: ${what}`);
}

function wrongContent(table: RouteTable, route: Route, answer: ClientAnswer): string[] {
  const { status, contentType, body, error } = answer;
  if (error !== "") return [error];
  const reply = route.responses.find((candidate) => describes(candidate, status));
  if (status < 200 || status > 399 || reply === undefined) return [`answered ${status} ${body}`];
  if (reply.content.length === 0 || route.method === "HEAD")
    return body === "" ? [] : [`answered ${body}, and should answer nothing`];
  const type = essence(contentType);
  const media = reply.content.find((candidate) => essence(candidate.type) === type);
  if (media === undefined) return [`answered with "${contentType}"`];
  if (!/[/+]json$/.test(type) || media.schema === undefined)
    return body === "" ? ["answered nothing"] : [];
  return violations(media.schema, table, JSON.parse(body));
}

function describes({ status }: Reply, received: number): boolean {
  return status === "default" || status.replace("XX", String(received).slice(1)) === `${received}`;
}

function essence(type: string): string {
  return type.split(";")[0]?.trim().toLowerCase() ?? "";
}

function violations(schema: Schema, table: RouteTable, value: unknown): string[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
  formats.default(ajv);
  // References lead to the table's schemas, from the root of the schema that they stand in.
  const validate = ajv.compile({ schemas: table.schemas, allOf: [schema] });
  validate(value);
  return (validate.errors ?? [])
    .filter((error) => !endsRecursion(error))
    .map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** If a schema contains itself, a generated value ends in an empty object, like Prism's. */
function endsRecursion({ keyword, data }: ErrorObject): boolean {
  return keyword === "required" && isDeepStrictEqual(data, {});
}

/** Bodies that a page offers no box for. */
const FORMS: Record<string, { name: string; type: string; value: string }[]> = {
  "POST /products/import": [
    { name: "file", type: "text/csv", value: "sku,name\n1,Tea\n" },
    { name: "mode", type: "text/plain", value: "dryRun" },
  ],
  "POST /disputes/{disputeId}/evidence": [
    { name: "statement", type: "text/plain", value: "It was delivered." },
    { name: "document", type: "application/pdf", value: "%PDF-" },
  ],
  "PUT /users/{userId}/avatar": [{ name: "picture", type: "image/png", value: "PNG" }],
};

function formOf(parts: { name: string; type: string; value: string }[]) {
  const written = parts.map(({ name, type, value }) => {
    const file = type === "text/plain" ? "" : '; filename="file"';
    return `--cut\r\nContent-Disposition: form-data; name="${name}"${file}\r\nContent-Type: ${type}\r\n\r\n${value}\r\n`;
  });
  return { type: "multipart/form-data; boundary=cut", text: `${written.join("")}--cut--\r\n` };
}
