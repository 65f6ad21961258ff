// @ts-check
import http from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { attempt } from "./attempt.js";
import { carryInto } from "./carry.js";
import { currentlyCarried } from "./context.js";
import { listBag, recordBag } from "./headerBags.js";

/** @typedef {import("./carried.js").Carried} Carried */

/** Makes `request` and `get` of node:http and node:https add what is carried. */
export function patchHttp() {
  for (const module of [http, https]) {
    const { request } = module;
    /**
     * @this {unknown}
     * @param {unknown[]} args
     * @returns {http.ClientRequest}
     */
    const carrying = function (...args) {
      const carried = currentlyCarried();
      const given = carried === undefined ? args : attempt(() => withHeaders(args, carried), args);
      const made = Reflect.apply(request, this, given);
      if (carried !== undefined) attempt(() => addHeaders(made, carried), undefined);
      return made;
    };
    /** @param {unknown[]} args */
    const get = (...args) => {
      const made = carrying(...args);
      made.end();
      return made;
    };
    Object.assign(module, { request: carrying, get });
  }
  syncBuiltinESMExports();
}

/**
 * @param {http.ClientRequest} request
 * @param {Carried} carried
 */
function addHeaders(request, carried) {
  if (request.headersSent) return;
  carryInto(carried, String(request.getHeader("host") ?? request.host), {
    get: (name) => request.getHeader(name),
    set: (name, value) => request.setHeader(name, value),
  });
}

/**
 * Returns the arguments with the headers added, for a request whose headers are sent as soon as it is created: those
 * given as a list, and those with `Expect`.
 *
 * @param {unknown[]} args
 * @param {Carried} carried
 */
function withHeaders(args, carried) {
  const index = args.findIndex((arg) => typeof arg === "object" && arg && !(arg instanceof URL));
  const options = Object(args[index] ?? {});
  const { headers } = options;
  if (typeof headers !== "object" || headers === null) return args;
  const isList = Array.isArray(headers);
  const copy = isList ? headers.slice() : { ...headers };
  const bag = isList ? listBag(copy) : recordBag(copy);
  if (!isList && bag.get("expect") == null) return args;
  carryInto(carried, String(bag.get("host") ?? hostOf(args[0], options)), bag);
  return args.map((arg, at) => (at === index ? { ...options, headers: copy } : arg));
}

/**
 * @param {unknown} target
 * @param {{ hostname?: unknown; host?: unknown }} options
 */
function hostOf(target, { hostname, host }) {
  const named = hostname ?? host;
  if (named != null) return named;
  const url = typeof target === "string" ? new URL(target) : target;
  return url instanceof URL ? url.hostname : "localhost";
}
