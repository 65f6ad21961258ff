// @ts-check
import { attempt } from "./attempt.js";
import { carryInto } from "./carry.js";
import { currentlyCarried } from "./context.js";
import { listBag, recordBag } from "./headerBags.js";

/** @typedef {import("./carried.js").Carried} Carried */

/** Marks the options of a request for which it is decided what they carry. */
const DECIDED = Symbol("understudy.decided");

/**
 * Keys of undici's global dispatcher, which requests use by default. Node's own exists before an app loads its undici.
 */
const GLOBAL_DISPATCHERS = ["undici.globalDispatcher.1", "undici.globalDispatcher.2"];

/**
 * Makes the dispatchers of an app's own undici add what is carried. This is decided where the app makes the request: a
 * pool or a retry sends it later, from the events of a connection that another request may have opened.
 *
 * @param {Record<string, unknown>} undici the module
 */
export function patchUndici(undici) {
  const Dispatcher = Object(undici.Dispatcher);
  const kinds = Object.values(undici).flatMap((exported) =>
    typeof exported === "function" && exported.prototype instanceof Dispatcher
      ? [exported.prototype]
      : [],
  );
  const present = GLOBAL_DISPATCHERS.map((name) => Reflect.get(globalThis, Symbol.for(name)));
  const dispatchers = [...kinds, ...present.filter((dispatcher) => dispatcher !== undefined)];
  for (const owner of new Set(dispatchers.map((kind) => ownerOf(kind, "dispatch")))) {
    patchDispatch(owner);
  }
  for (const owner of new Set(dispatchers.map((kind) => ownerOf(kind, "compose")))) {
    if (owner !== undefined) patchCompose(owner);
  }
}

/** @param {{ dispatch: Function }} prototype */
function patchDispatch(prototype) {
  const { dispatch } = prototype;
  /**
   * @this {unknown}
   * @param {unknown} options
   * @param {unknown} handler
   */
  prototype.dispatch = function (options, handler) {
    return Reflect.apply(dispatch, this, [decide(options, this), handler]);
  };
}

/**
 * Composed interceptors run before `dispatch` and may call it later, so the outermost one decides.
 *
 * @param {{ compose: Function }} prototype
 */
function patchCompose(prototype) {
  const { compose } = prototype;
  /**
   * @this {unknown}
   * @param {unknown[]} args
   */
  prototype.compose = function (...args) {
    /** @param {Function} dispatch */
    const outermost =
      (dispatch) =>
      /**
       * @param {unknown} options
       * @param {unknown} handler
       */
      (options, handler) =>
        dispatch(decide(options, this), handler);
    const interceptors = Array.isArray(args[0]) ? args[0] : args;
    return Reflect.apply(compose, this, [...interceptors, outermost]);
  };
}

/**
 * @param {unknown} options
 * @param {unknown} dispatcher
 */
function decide(options, dispatcher) {
  if (typeof options !== "object" || options === null || DECIDED in options) return options;
  const carried = currentlyCarried();
  const headers = carried && attempt(() => withHeaders(options, dispatcher, carried), undefined);
  return { ...options, ...(headers !== undefined && { headers }), [DECIDED]: true };
}

/**
 * @param {{ headers?: unknown; origin?: unknown }} options
 * @param {unknown} dispatcher
 * @param {Carried} carried
 */
function withHeaders({ headers, origin }, dispatcher, carried) {
  const copy = copyOf(headers);
  const bag = Array.isArray(copy) ? listBag(copy) : recordBag(copy);
  const host = bag.get("host") ?? new URL(String(origin ?? urlOf(dispatcher))).host;
  carryInto(carried, String(host), bag);
  return copy;
}

/** @param {unknown} headers */
function copyOf(headers) {
  if (Array.isArray(headers)) return headers.slice();
  const given = Object(headers ?? {});
  return Symbol.iterator in given ? [...given].flat(1) : { ...given };
}

/**
 * A Client and a Pool have one origin, which their requests need not repeat. It is stored under a symbol.
 *
 * @param {unknown} dispatcher
 */
function urlOf(dispatcher) {
  const held = Object(dispatcher);
  const key = Object.getOwnPropertySymbols(held).find(({ description }) => description === "url");
  return key && held[key];
}

/**
 * Returns the object in the prototype chain that has the method itself.
 *
 * @param {object | null} prototype
 * @param {string} method
 * @returns {any}
 */
function ownerOf(prototype, method) {
  if (prototype === null || Object.hasOwn(prototype, method)) return prototype ?? undefined;
  return ownerOf(Object.getPrototypeOf(prototype), method);
}
