// @ts-check
import { attempt } from "./attempt.js";
import { carryInto } from "./carry.js";
import { currentlyCarried, runWith } from "./context.js";

/** @typedef {import("./carried.js").Carried} Carried */
/** @typedef {{ clone(): Metadata; get(name: string): unknown[]; set(name: string, value: string): void }} Metadata */

const LISTENERS = ["onReceiveMetadata", "onReceiveMessage", "onReceiveStatus"];

/** @type {typeof import("./types.d.ts").grpcInterceptor} */
export const grpcInterceptor = (options, nextCall) => {
  const call = Object(nextCall(options));
  attempt(() => carryCall(call, call.getPeer()), undefined);
  return call;
};

/**
 * Makes the channels of an app's `@grpc/grpc-js` add what is carried to their calls.
 *
 * @param {Record<string, unknown>} grpc the module
 */
export function patchGrpc(grpc) {
  const prototype = Object(grpc.Channel).prototype;
  const { createCall } = prototype;
  /**
   * @this {{ getTarget(): string }}
   * @param {unknown[]} args
   */
  prototype.createCall = function (...args) {
    const call = Reflect.apply(createCall, this, args);
    attempt(() => carryCall(call, this.getTarget()), undefined);
    return call;
  };
}

/**
 * Decides at once what a call carries, because it is sent later, when there is a connection. Its listeners run in the
 * context of its caller: they are called from a connection that another call may have opened.
 *
 * @param {unknown} call
 * @param {string} target of the channel, such as `dns:payments.shop:50051`
 */
function carryCall(call, target) {
  const carried = currentlyCarried();
  const { start } = Object(call);
  Object.assign(Object(call), {
    /**
     * @param {Metadata} metadata
     * @param {unknown} listener
     */
    start: (metadata, listener) =>
      Reflect.apply(start, call, [
        carried === undefined ? metadata : attempt(() => add(metadata, target, carried), metadata),
        bindListener(listener, carried),
      ]),
  });
}

/**
 * @param {Metadata} metadata
 * @param {string} target
 * @param {Carried} carried
 */
function add(metadata, target, carried) {
  const copy = metadata.clone();
  carryInto(carried, authorityOf(target), {
    get: (name) => {
      const values = copy.get(name);
      return values.length === 0 ? undefined : values.join(",");
    },
    set: (name, value) => copy.set(name, value),
  });
  return copy;
}

/** @param {string} target always with a scheme: `dns:payments.shop:80`, `ipv4:10.0.0.1:80,10.0.0.2:80`, `unix:/socket` */
function authorityOf(target) {
  if (target.startsWith("unix")) return "localhost";
  const [first = ""] = target.replace(/^[a-z][a-z0-9+.-]*:(\/\/[^/]*\/)?/, "").split(",");
  return first;
}

/**
 * @param {unknown} listener
 * @param {Carried | undefined} carried
 */
function bindListener(listener, carried) {
  const own = Object(listener);
  const present = LISTENERS.filter((name) => typeof own[name] === "function");
  return Object.fromEntries(
    present.map((name) => [
      name,
      /** @param {unknown} received grpc-js tells kinds of listeners by their one parameter */
      (received) => runWith(carried, () => own[name](received)),
    ]),
  );
}
