import type { Url } from "postman-collection";
import type { Resolve } from "./variables.ts";

/** Where a request is sent to. */
export interface Address {
  /** Undefined if a variable without a value stands for it. */
  server: string | undefined;
  /** Path template: `/orders/{id}`. */
  path: string;
}

/**
 * Returns the address of a request. The base path of a server that a variable stands for belongs to the server, and not
 * to the path: `{{baseUrl}}/orders` with `https://shop.example.com/v1`.
 */
export function addressOf(url: Url, resolve: Resolve): Address {
  const host = resolve(url.getHost());
  const segments = (url.path ?? []).map((segment) => templateOf(resolve(segment)));
  return { server: serverOf(url, host, resolve), path: `/${segments.join("/")}` };
}

function serverOf(url: Url, host: string, resolve: Resolve): string | undefined {
  if (host === "" || VARIABLE.test(host)) return undefined;
  const port = url.port ? `:${resolve(String(url.port))}` : "";
  const whole = /^https?:\/\//.test(host) ? host : `${resolve(url.protocol ?? "http")}://${host}`;
  return `${whole}${port}`.replace(/\/+$/, "");
}

const VARIABLE = /\{\{.*\}\}/;

/** Returns `{id}` for `:id`, and also for a variable without a value. */
function templateOf(segment: string): string {
  if (segment.startsWith(":") && segment.length > 1) return `{${segment.slice(1)}}`;
  return segment.replaceAll(/\{\{\s*([^{}]+?)\s*\}\}/g, "{$1}");
}
