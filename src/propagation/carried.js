// @ts-check
import { readMembers } from "./baggage.js";

/** Limits in bytes for one value, and for all values together. `baggage` has its own limits. */
const LONGEST_VALUE = 1024;
const LONGEST_IN_ALL = 8192;

/** Header that names the replica of a Service that a request is for. Each Service has its own header. */
const TARGET = /^service-router-[a-z0-9-]+$/;

const PRINTABLE = /^[\x20-\x7e]+$/;

/**
 * What one inbound request brought for the outbound requests made on its behalf.
 *
 * @typedef {object} Carried
 * @property {string[]} baggage members as they came
 * @property {[name: string, value: string][]} headers
 */

/**
 * @param {import("./types.d.ts").InboundHeaders} inbound
 * @param {ReadonlySet<string>} names of the headers to carry
 * @returns {Carried | undefined} undefined when the request brought nothing
 */
export function readCarried(inbound, names) {
  /** @type {string[]} */
  const baggage = [];
  /** @type {Carried["headers"]} */
  const headers = [];
  let length = 0;
  for (const [name, given] of entriesOf(inbound)) {
    if (given == null) continue;
    if (name === "baggage") baggage.push(...readMembers(textOf(given)));
    else if (names.has(name) || TARGET.test(name)) {
      const value = textOf(given).trim();
      if (!PRINTABLE.test(value) || value.length > LONGEST_VALUE) continue;
      length += name.length + value.length;
      if (length > LONGEST_IN_ALL) break;
      headers.push([name, value]);
    }
  }
  return baggage.length === 0 && headers.length === 0 ? undefined : { baggage, headers };
}

/**
 * @param {import("./types.d.ts").InboundHeaders} inbound
 * @returns {Iterable<readonly [string, unknown]>}
 */
function entriesOf(inbound) {
  if (isMetadata(inbound)) {
    return Object.keys(inbound.getMap()).map((name) => [name, inbound.get(name)]);
  }
  return isIterable(inbound) ? inbound : Object.entries(inbound);
}

/**
 * Several values of one header are one list.
 *
 * @param {unknown} value
 */
function textOf(value) {
  return Array.isArray(value) ? value.join(",") : String(value);
}

/**
 * @param {import("./types.d.ts").InboundHeaders} inbound
 * @returns {inbound is Extract<import("./types.d.ts").InboundHeaders, { getMap: unknown }>}
 */
function isMetadata(inbound) {
  return "getMap" in inbound && typeof inbound.getMap === "function";
}

/**
 * @param {import("./types.d.ts").InboundHeaders} inbound
 * @returns {inbound is Iterable<readonly [string, string]>}
 */
function isIterable(inbound) {
  return Symbol.iterator in inbound;
}
