// @ts-check
import { subscribe } from "node:diagnostics_channel";
import { attempt } from "./attempt.js";
import { mergeBaggage, readMembers } from "./baggage.js";
import { carryInto } from "./carry.js";
import { currentlyCarried } from "./context.js";

/** @typedef {import("./carried.js").Carried} Carried */

/** @type {typeof import("./types.d.ts").wrapFetch} */
export function wrapFetch(fetch) {
  return new Proxy(fetch, {
    apply: (target, self, args) => {
      const carried = currentlyCarried();
      const given = carried === undefined ? args : attempt(() => withHeaders(args, carried), args);
      return Reflect.apply(target, self, given);
    },
  });
}

/** Makes the global `fetch` add what is carried. */
export function patchFetch() {
  globalThis.fetch = wrapFetch(globalThis.fetch);
  subscribe("undici:request:create", (message) =>
    attempt(() => keepOneBaggage(Object(message).request), undefined),
  );
}

/**
 * @param {unknown[]} args
 * @param {Carried} carried
 */
function withHeaders(args, carried) {
  const [input, init] = args;
  // A Request that is given as options has no properties that could be copied.
  const request = init instanceof Request ? new Request(Object(input), init) : input;
  const options = init instanceof Request ? {} : Object(init ?? {});
  const url = typeof request === "object" && request && "url" in request ? request.url : request;
  const headers = new Headers(
    options.headers ?? (request instanceof Request ? request.headers : undefined),
  );
  carryInto(carried, new URL(String(url)).host, {
    get: (name) => headers.get(name),
    set: (name, value) => headers.set(name, value),
  });
  return [request, { ...options, headers }];
}

/**
 * OpenTelemetry adds its own `baggage` to a request of undici after the request was created. Merges both into one, in
 * which OpenTelemetry's comes first.
 *
 * @param {{ headers: unknown; addHeader: (name: string, value: string) => unknown }} request
 */
function keepOneBaggage(request) {
  const { headers, addHeader } = request;
  if (!Array.isArray(headers)) return;
  joinBaggage(headers);
  request.addHeader = (name, value) => {
    Reflect.apply(addHeader, request, [name, value]);
    attempt(() => joinBaggage(headers), undefined);
    return request;
  };
}

/** @param {unknown[]} headers names and values in turn */
function joinBaggage(headers) {
  const indexes = headers.flatMap((name, index) =>
    index % 2 === 0 && String(name).toLowerCase() === "baggage" ? [index] : [],
  );
  const [first, ...later] = indexes;
  if (first === undefined || later.length === 0) return;
  const own = later.map((index) => String(headers[index + 1])).join(",");
  const carried = readMembers(String(headers[first + 1]));
  headers[first + 1] = mergeBaggage(own, carried) ?? own;
  for (const index of later.reverse()) headers.splice(index, 2);
}
