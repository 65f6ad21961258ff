// @ts-check
import { EventEmitter } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import { attempt } from "./attempt.js";
import { readCarried } from "./carried.js";
import { bindEmitter, runWith } from "./context.js";
import { settings } from "./settings.js";

/**
 * The events with which a server passes on a request. The first argument is the request, or the stream followed by its
 * headers.
 */
const REQUEST_EVENTS = new Set([
  "request",
  "checkContinue",
  "checkExpectation",
  "upgrade",
  "connect",
  "stream",
]);

/**
 * Runs `work`, and all listeners of the given emitters, with what an inbound request brought.
 *
 * @template Result
 * @param {import("./types.d.ts").InboundHeaders} headers
 * @param {unknown[]} emitters
 * @param {() => Result} work
 * @returns {Result}
 */
export function runRequest(headers, emitters, work) {
  const carried = attempt(() => {
    const read = readCarried(headers, settings.headers);
    for (const emitter of emitters) {
      if (emitter instanceof EventEmitter) bindEmitter(emitter, read);
    }
    return read;
  }, undefined);
  return runWith(carried, work);
}

/**
 * Makes every server of this process run its requests in this way: node:http, Express, Fastify, gRPC and everything
 * built on them.
 */
export function patchServers() {
  const prototypes = [
    http.Server.prototype,
    https.Server.prototype,
    Object.getPrototypeOf(http2.createServer()),
    Object.getPrototypeOf(http2.createSecureServer()),
  ];
  for (const prototype of prototypes) {
    const { emit } = prototype;
    /**
     * @this {unknown}
     * @param {unknown} event
     * @param {unknown[]} args
     */
    prototype.emit = function (event, ...args) {
      const go = () => Reflect.apply(emit, this, [event, ...args]);
      const headers = REQUEST_EVENTS.has(String(event)) ? headersOf(event, args) : undefined;
      return headers === undefined ? go() : runRequest(headers, args, go);
    };
  }
}

/**
 * @param {unknown} event
 * @param {unknown[]} args
 */
function headersOf(event, [message, headers]) {
  if (event === "stream") return isHeaders(headers) ? headers : undefined;
  const found = attempt(() => Reflect.get(Object(message), "headers"), undefined);
  return isHeaders(found) ? found : undefined;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, string | string[] | undefined>}
 */
function isHeaders(value) {
  return typeof value === "object" && value !== null;
}
