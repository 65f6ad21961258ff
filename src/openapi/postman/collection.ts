import type { Item } from "postman-collection";
import { isMapping, type Mapping } from "../document/node.ts";
import { FIXED_METHODS } from "../table/table.ts";
import { groupRequests, openApiOperation, type Requests } from "./operation.ts";
import { loadSdk } from "./sdk.ts";
import { resolverOf } from "./variables.ts";

/** A mistake in a collection. */
export interface CollectionFault {
  /** Keys to the value in the collection. */
  way: string[];
  what: string;
  fix?: string;
}

/** A collection as an OpenAPI document, or undefined if it cannot be read. */
export interface Converted {
  document: Mapping | undefined;
  faults: CollectionFault[];
}

/** Whether a file has the form of a Postman collection, in any version. */
export function isCollection(root: unknown): root is Mapping {
  if (!isMapping(root) || "openapi" in root || "swagger" in root) return false;
  const { info, requests, collection } = root;
  const isFirst = Array.isArray(requests) && ("order" in root || "folders" in root);
  return isFirst || schemaNameOf(info) !== undefined || isCollection(collection);
}

/** Returns a collection of version 2.0 or 2.1 as an OpenAPI document. */
export function convertCollection(root: Mapping): Converted {
  // Postman's API wraps it.
  if (isMapping(root.collection)) {
    const { document, faults } = convertCollection(root.collection);
    return {
      document,
      faults: faults.map((fault) => ({ ...fault, way: ["collection", ...fault.way] })),
    };
  }
  const schema = schemaNameOf(root.info);
  if (schema === undefined || !/\/v2\.[01]\.\d+\//.test(schema)) {
    const version = /\/v([\d.]+)\//.exec(schema ?? "")?.[1] ?? "1";
    const what = `expected a Postman collection of version 2.0 or 2.1, received version ${version}`;
    return {
      document: undefined,
      faults: [{ way: schema === undefined ? [] : ["info", "schema"], what, fix: EXPORT }],
    };
  }
  const faults = itemFaults(root, []);
  if (faults.length > 0) return { document: undefined, faults };
  return convert(root);
}

const EXPORT = 'Export the collection in Postman as "Collection v2.1".';

function schemaNameOf(info: unknown): string | undefined {
  if (!isMapping(info) || typeof info.schema !== "string") return undefined;
  return info.schema.includes("/json/collection/") ? info.schema : undefined;
}

/** The library leaves out what it cannot read, and says nothing. */
function itemFaults(holder: Mapping, way: string[]): CollectionFault[] {
  const { item } = holder;
  const at = [...way, "item"];
  if (!Array.isArray(item))
    return [{ way: at, what: '"item": expected a list of requests and folders' }];
  return item.flatMap((one, index): CollectionFault[] => {
    const place = [...at, String(index)];
    if (!isMapping(one)) return [{ way: place, what: "expected a request or a folder" }];
    if ("item" in one) return itemFaults(one, place);
    const { request } = one;
    const url = isMapping(request) ? request.url : request;
    if (typeof url === "string" || isMapping(url)) return [];
    return [{ way: [...place, "request"], what: '"request": expected a request with a "url"' }];
  });
}

function convert(root: Mapping): Converted {
  const { Collection } = loadSdk();
  const collection = new Collection(root);
  const resolve = resolverOf(collection.variables);
  const items: Item[] = [];
  collection.forEachItem((item) => void items.push(item));
  const groups = groupRequests(items, resolve);
  const schemes = new Map<string, Mapping>();
  const nameScheme = (scheme: Mapping) => {
    const text = JSON.stringify(scheme);
    const known = [...schemes].find(([, one]) => JSON.stringify(one) === text)?.[0];
    const name = known ?? `auth${schemes.size + 1}`;
    schemes.set(name, scheme);
    return name;
  };
  const paths: Record<string, Mapping> = {};
  for (const group of groups) {
    const { method, path } = group;
    const operation = openApiOperation(group, resolve, nameScheme);
    const known = paths[path];
    const { additionalOperations: additional } = known ?? {};
    paths[path] = FIXED_METHODS.some((fixed) => fixed === method)
      ? { ...known, [method.toLowerCase()]: operation }
      : { ...known, additionalOperations: { ...(additional ?? {}), [method]: operation } };
  }
  const servers = [...new Set(groups.flatMap(({ server }) => server ?? []))];
  return {
    document: {
      openapi: "3.2.0",
      info: infoOf(root.info),
      servers: servers.map((url) => ({ url })),
      paths,
      components: { securitySchemes: Object.fromEntries(schemes) },
    },
    faults: unanswered(groups),
  };
}

function infoOf(info: unknown): Mapping {
  const { name, version } = isMapping(info) ? info : {};
  return {
    title: typeof name === "string" ? name : "",
    version: typeof version === "string" ? version : "1.0.0",
  };
}

function unanswered(groups: Requests[]): CollectionFault[] {
  const keys = groups
    .filter(({ items }) => items.every((item) => item.responses.count() === 0))
    .map(({ method, path }) => `${method} ${path}`);
  if (keys.length === 0) return [];
  const shown = keys.slice(0, 3).join(", ");
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : "";
  const what = `without a saved response, so that 200 is answered without a body: ${shown}${more}`;
  return [{ way: [], what, fix: "Save an example of the response in Postman." }];
}
