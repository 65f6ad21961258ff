// @ts-check
import { AsyncLocalStorage } from "node:async_hooks";

/** @typedef {import("./carried.js").Carried} Carried */

/** @type {AsyncLocalStorage<Carried | undefined>} */
const storage = new AsyncLocalStorage();

/** @type {WeakSet<object>} */
const bound = new WeakSet();

/** Returns what was brought by the inbound request that this code runs for, or undefined outside of requests. */
export function currentlyCarried() {
  return storage.getStore();
}

/**
 * @template Result
 * @param {Carried | undefined} carried
 * @param {() => Result} work
 * @returns {Result}
 */
export function runWith(carried, work) {
  return storage.run(carried, work);
}

/**
 * Makes the listeners of a request, response or stream run with what is carried. Otherwise they would run with what the
 * first request on the same connection brought, because Node fires such events from the socket.
 *
 * @param {import("node:events").EventEmitter} emitter
 * @param {Carried | undefined} carried
 */
export function bindEmitter(emitter, carried) {
  if (bound.has(emitter)) return;
  bound.add(emitter);
  const { emit } = emitter;
  Object.defineProperty(emitter, "emit", {
    configurable: true,
    writable: true,
    /**
     * @this {unknown}
     * @param {unknown[]} args
     */
    value: function (...args) {
      return storage.run(carried, Reflect.apply, emit, this, args);
    },
  });
}
