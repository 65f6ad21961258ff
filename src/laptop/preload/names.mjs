// @ts-check
import dns from "node:dns";
import net from "node:net";
import { ask } from "./ask.mjs";
import { isLocal } from "./isLocal.mjs";
import { reverseName } from "./reverseName.mjs";

/** @typedef {{ name: string; type: string; ttl: boolean }} Question */

/** Methods of node:dns and its resolvers, with the records that they return. */
const METHODS = {
  resolve4: "A",
  resolve6: "AAAA",
  resolveCname: "CNAME",
  resolveMx: "MX",
  resolveNs: "NS",
  resolvePtr: "PTR",
  reverse: "PTR",
  resolveSrv: "SRV",
  resolveTxt: "TXT",
};
const TYPES = Object.values(METHODS);

/** How long an address may be kept, in seconds, for those who ask: what the agent answers has no time. */
const TTL = 5;

/**
 * Makes node:dns look names up from the agent's pod.
 *
 * @param {string} socket path of the Unix socket that is asked
 */
export function patchNames(socket) {
  /** @param {Question} question */
  const resolve = async ({ name, type, ttl }) => {
    const { records = [], error, done } = await ask(socket, { resolve: { name, type } });
    done();
    if (error !== undefined) throw failureOf(error, `query${type}`, name);
    return ttl ? records.map((address) => ({ address, ttl: TTL })) : records;
  };

  /**
   * @param {string} name
   * @param {number} family 0 for any
   */
  const addresses = async (name, family) => {
    const families = family === 0 ? [4, 6] : [family];
    const answers = await Promise.allSettled(
      families.map((one) => resolve({ name, type: one === 6 ? "AAAA" : "A", ttl: false })),
    );
    const found = answers.flatMap(({ status, ...answer }) =>
      status === "fulfilled" ? Object(answer).value : [],
    );
    if (found.length > 0) {
      return found.map((address) => ({ address, family: net.isIPv6(address) ? 6 : 4 }));
    }
    const { code, message } = Object(answers[0]).reason ?? { code: "ENOTFOUND", message: "" };
    const known = code === "ENODATA" ? "ENOTFOUND" : code;
    throw failureOf(
      { code: known, message: message || `getaddrinfo ${known} ${name}` },
      "getaddrinfo",
      name,
    );
  };

  /**
   * @param {unknown} name
   * @param {unknown} given options, or the family
   */
  const lookUp = async (name, given) => {
    const { family = 0, all = false } =
      typeof given === "number" ? { family: given } : Object(given ?? {});
    const number = Number(String(family).replace("IPv", ""));
    const found = await addresses(String(name), number);
    return { all, found };
  };
  /** @param {unknown} name */
  const isOurs = (name) => typeof name === "string" && !isLocal(name) && net.isIP(name) === 0;

  const { lookup } = dns;
  const { lookup: lookupPromise } = dns.promises;
  Object.assign(dns, {
    /** @param {unknown[]} args */
    lookup: (...args) => {
      const callback = args.at(-1);
      if (!isOurs(args[0]) || typeof callback !== "function")
        return Reflect.apply(lookup, dns, args);
      lookUp(args[0], args.length > 2 ? args[1] : undefined).then(
        ({ all, found }) =>
          all
            ? process.nextTick(callback, null, found)
            : process.nextTick(callback, null, found[0]?.address, found[0]?.family),
        (error) => process.nextTick(callback, error),
      );
    },
  });
  Object.assign(dns.promises, {
    /** @param {unknown[]} args */
    lookup: async (...args) => {
      if (!isOurs(args[0])) return Reflect.apply(lookupPromise, dns.promises, args);
      const { all, found } = await lookUp(args[0], args[1]);
      return all ? found : found[0];
    },
  });

  for (const owner of [dns, dns.Resolver.prototype]) patchMethods(owner, resolve, true);
  for (const owner of [dns.promises, dns.promises.Resolver.prototype])
    patchMethods(owner, resolve, false);
}

/**
 * @param {object} owner
 * @param {(question: Question) => Promise<unknown[]>} resolve
 * @param {boolean} hasCallbacks
 */
function patchMethods(owner, resolve, hasCallbacks) {
  for (const method of ["resolve", ...Object.keys(METHODS)]) {
    const original = Reflect.get(owner, method);
    /**
     * @this {unknown}
     * @param {unknown[]} args
     */
    const asking = function (...args) {
      const [first, second] = args;
      const name = method === "reverse" ? reverseName(first) : first;
      const type =
        method === "resolve"
          ? typeof second === "string"
            ? second
            : "A"
          : METHODS[/** @type {keyof typeof METHODS} */ (method)];
      if (typeof name !== "string" || !TYPES.includes(type))
        return Reflect.apply(original, this, args);
      const ttl = args.some((arg) => Object(arg).ttl === true);
      const answer = resolve({ name, type, ttl });
      if (!hasCallbacks) return answer;
      const callback = args.at(-1);
      answer.then(
        (records) => process.nextTick(/** @type {() => void} */ (callback), null, records),
        (error) => process.nextTick(/** @type {() => void} */ (callback), error),
      );
      return undefined;
    };
    Reflect.set(owner, method, asking);
  }
}

/**
 * @param {import("./ask.mjs").Failure} failure
 * @param {string} syscall
 * @param {string} hostname
 */
function failureOf({ code, message }, syscall, hostname) {
  return Object.assign(new Error(message), { code, syscall, hostname });
}
