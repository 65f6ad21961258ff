import type { Item } from "postman-collection";
import type { Mapping } from "../document/node.ts";
import { type Address, addressOf } from "./address.ts";
import { schemeOf } from "./auth.ts";
import { openApiContent, requestContent } from "./content.ts";
import { openApiResponses } from "./responses.ts";
import type { Resolve } from "./variables.ts";

/** Requests of a collection with one method and one path. */
export interface Requests extends Address {
  method: string;
  items: Item[];
}

/** Groups the requests of a collection by method and path. */
export function groupRequests(items: Item[], resolve: Resolve): Requests[] {
  const groups = new Map<string, Requests>();
  for (const item of items) {
    const { url } = item.request;
    const method = item.request.method.toUpperCase();
    const address = addressOf(url, resolve);
    const key = `${method} ${address.path}`;
    const group = groups.get(key) ?? { ...address, method, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * Returns requests with one method and path as an operation of OpenAPI. What a request sends is an example: no field of
 * the query or header is required, because another request may do without.
 *
 * @param nameScheme returns the name of a security scheme
 */
export function openApiOperation(
  { path, items }: Requests,
  resolve: Resolve,
  nameScheme: (scheme: Mapping) => string,
): Mapping {
  const [first] = items;
  const tags = [...new Set(items.map(folderOf).filter((folder) => folder !== ""))];
  const contents = items.flatMap(({ name, request }) => {
    const contentType = request.headers.get("Content-Type");
    const content = request.body && requestContent(request.body, contentType, resolve);
    return content ? [{ name, ...content }] : [];
  });
  const schemes = items.map((item) => schemeOf(item.getAuth(), resolve));
  const security = schemes.map((scheme) => (scheme ? { [nameScheme(scheme)]: [] } : {}));
  const saved = items.flatMap((item) => item.responses.all());
  return {
    summary: first?.name ?? "",
    ...(tags.length > 0 && { tags }),
    parameters: [...pathParameters(path, items, resolve), ...otherParameters(items, resolve)],
    ...(contents.length > 0 && { requestBody: { content: openApiContent(contents) } }),
    responses: saved.length === 0 ? { 200: { description: "" } } : openApiResponses(saved, resolve),
    // A request without credentials may be what its saved 401 shows.
    security: schemes.some((scheme) => scheme === undefined) ? [] : security,
  };
}

/** Returns the names of the folders that an item is in: `Orders / Returns`. */
function folderOf(item: Item): string {
  const names: string[] = [];
  for (let at = item.parent(); at !== undefined; at = at.parent()) {
    // The outermost parent is the collection.
    if (at.parent() !== undefined && "name" in at) names.unshift(String(at.name));
  }
  return names.join(" / ");
}

function pathParameters(path: string, items: Item[], resolve: Resolve): Mapping[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name = ""]) => {
    const values = items.map(({ request }) => request.url.variables.get(name));
    const value = values.find((one) => typeof one === "string" && one !== "");
    return parameter("path", name, value, resolve);
  });
}

function otherParameters(items: Item[], resolve: Resolve): Mapping[] {
  const found = new Map<string, Mapping>();
  const add = (place: string, key: string | null, value: unknown, disabled: unknown) => {
    if (!key || disabled) return;
    const name = resolve(key);
    const id = `${place} ${place === "header" ? name.toLowerCase() : name}`;
    if (!found.has(id)) found.set(id, parameter(place, name, value, resolve));
  };
  for (const { request } of items) {
    for (const one of request.url.query.all()) {
      add("query", one.key, one.value, (one as { disabled?: boolean }).disabled);
    }
    for (const { key, value, disabled } of request.headers.all()) {
      if (!IGNORED.has(key.toLowerCase())) add("header", key, value, disabled);
    }
  }
  return [...found.values()];
}

/** OpenAPI describes these otherwise. */
const IGNORED = new Set(["accept", "content-type", "authorization", "cookie"]);

function parameter(place: string, name: string, value: unknown, resolve: Resolve): Mapping {
  const example = typeof value === "string" ? resolve(value) : "";
  return {
    in: place,
    name,
    ...(place === "path" && { required: true }),
    schema: { type: "string" },
    ...(example !== "" && !example.includes("{{") && { example }),
  };
}
