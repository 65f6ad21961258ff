// @ts-check
import net from "node:net";
import tls from "node:tls";
import { ask } from "./ask.mjs";
import { isLocal } from "./isLocal.mjs";

/** @typedef {{ host: string; port: number }} Target */
/** @typedef {(...args: unknown[]) => unknown} Callback */

/**
 * Makes sockets of this program that connect to other machines connect from the agent's pod. All of Node's clients use
 * them: http, https, http2, fetch, and the libraries on top.
 *
 * @param {string} socket path of the Unix socket that is asked
 */
export function patchConnections(socket) {
  const { connect } = net.Socket.prototype;
  /**
   * @this {net.Socket}
   * @param {unknown[]} args
   */
  const connecting = function (...args) {
    const { options, callback } = call(args);
    const target = targetOf(options);
    if (target === undefined) return Reflect.apply(connect, this, args);
    if (callback !== undefined) this.once("connect", callback);
    // What is written until then waits, as for any socket that connects.
    Object.assign(this, { connecting: true });
    // Node forgets the end of a socket that gets its handle later.
    /** @type {unknown[] | undefined} */
    let end;
    Object.assign(this, {
      /** @param {unknown[]} args */
      end: (...args) => {
        end = args;
        return this;
      },
    });
    ask(socket, { dial: target }).then(({ path, error, done }) => {
      if (path === undefined || this.destroyed) {
        done();
        this.destroy(error && failureOf(error, target));
        return;
      }
      this.once("connect", done);
      this.once("close", done);
      Object.defineProperties(this, {
        remoteAddress: { value: target.host, configurable: true },
        remotePort: { value: target.port, configurable: true },
      });
      Reflect.deleteProperty(this, "end");
      Reflect.apply(connect, this, [{ path }]);
      if (end !== undefined) Reflect.apply(this.end, this, end);
    });
    return this;
  };
  Object.assign(net.Socket.prototype, { connect: connecting });

  const { connect: connectTls } = tls;
  /** @param {unknown[]} args */
  const securely = (...args) => {
    const { options, callback } = call(args);
    const target = options.socket ? undefined : targetOf(options);
    if (target === undefined) return Reflect.apply(connectTls, tls, args);
    const plain = net.connect({ ...target });
    // Without a listener here, a failure before TLS has started would end the program.
    plain.on("error", () => {});
    const secure = Reflect.apply(connectTls, tls, [{ ...options, socket: plain }, callback]);
    plain.once("error", (error) => secure.destroy(error));
    secure.once("close", () => plain.destroy());
    return secure;
  };
  Object.assign(tls, { connect: securely });
}

/**
 * Reads the forms of `net.connect` and `tls.connect`: `(options)`, `(port, host, options)` and `(path)`, each with a
 * callback. Node's own calls give a list of options and callback.
 *
 * @param {unknown[]} args
 * @returns {{ options: Record<string, unknown>; callback: Callback | undefined }}
 */
function call(args) {
  const given = Array.isArray(args[0]) ? args[0] : args;
  const last = given.findLast((arg) => typeof arg === "function");
  const options = Object.assign({}, ...given.filter((arg) => typeof arg === "object"));
  const [first, second] = given;
  if (typeof first === "number" || (typeof first === "string" && /^\d+$/.test(first))) {
    options.port = first;
    if (typeof second === "string") options.host = second;
  } else if (typeof first === "string") options.path = first;
  return { options, callback: last };
}

/**
 * Returns what is to be reached by way of the cluster, or undefined for this machine itself.
 *
 * @param {Record<string, unknown>} options
 * @returns {Target | undefined}
 */
function targetOf({ host, port, path }) {
  if (path || port === undefined || isLocal(String(host ?? ""))) return undefined;
  return { host: String(host), port: Number(port) };
}

/**
 * Returns an error as Node has it for such a failure.
 *
 * @param {import("./ask.mjs").Failure} failure
 * @param {Target} target
 */
function failureOf({ code, message }, { host, port }) {
  const isName = code === "ENOTFOUND" || code === "EAI_AGAIN";
  const where = isName ? { hostname: host } : { address: host, port };
  const syscall = isName ? "getaddrinfo" : "connect";
  return Object.assign(new Error(message), { code, syscall, ...where });
}
