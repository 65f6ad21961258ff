// @ts-check
import { attempt } from "./attempt.js";
import { mergeBaggage, routeKeyMembers } from "./baggage.js";
import { reachOf } from "./hosts.js";
import { settings } from "./settings.js";

/** @typedef {import("./carried.js").Carried} Carried */

/**
 * The headers of an outbound request, whatever holds them.
 *
 * @typedef {object} HeaderBag
 * @property {(name: string) => unknown} get undefined or null when the app has not set it
 * @property {(name: string, value: string) => unknown} set
 */

/**
 * Adds the carried headers that an outbound request lacks. Never throws.
 *
 * @param {Carried} carried
 * @param {string} authority the host that the request is for, with or without a port
 * @param {HeaderBag} bag
 */
export function carryInto(carried, authority, bag) {
  attempt(() => {
    const reach = reachOf(authority, settings.to);
    if (reach === "nothing") return;
    const baggage = reach === "everything" ? carried.baggage : routeKeyMembers(carried.baggage);
    carryAll({ baggage, headers: carried.headers }, bag);
  }, undefined);
}

/**
 * Does the same, regardless of where the request goes.
 *
 * @param {Carried} carried
 * @param {HeaderBag} bag
 */
export function carryAll({ baggage, headers }, bag) {
  for (const [name, value] of headers) {
    // Each header by itself: one that this kind of request refuses must not prevent the next one.
    attempt(() => {
      if (bag.get(name) == null) bag.set(name, value);
    }, undefined);
  }
  if (baggage.length === 0) return;
  const present = bag.get("baggage");
  const merged = mergeBaggage(present == null ? undefined : String(present), baggage);
  if (merged !== undefined) bag.set("baggage", merged);
}
