// @ts-check
import http2 from "node:http2";
import { syncBuiltinESMExports } from "node:module";
import { attempt } from "./attempt.js";
import { carryInto } from "./carry.js";
import { bindEmitter, currentlyCarried } from "./context.js";
import { listBag, recordBag } from "./headerBags.js";

/** @typedef {import("./carried.js").Carried} Carried */

/** grpc-js sends a call later, in the context of another one. `carryCall` takes care of it. */
const GRPC_JS = "grpc-node-js/";

/** Makes sessions of `http2.connect` add what is carried to their requests. */
export function patchHttp2() {
  const { connect } = http2;
  Object.assign(http2, {
    /**
     * @this {unknown}
     * @param {unknown[]} args
     */
    connect: function (...args) {
      const session = Reflect.apply(connect, this, args);
      const { request } = session;
      const host = attempt(() => new URL(String(args[0])).host, "");
      /**
       * @param {unknown} headers
       * @param {unknown[]} rest
       */
      const carrying = (headers, ...rest) => {
        const carried = currentlyCarried();
        const bag = attempt(() => copyOf(headers), undefined);
        const given = bag === undefined ? headers : bag.headers;
        if (String(bag?.get("user-agent")).includes(GRPC_JS)) {
          return Reflect.apply(request, session, [headers, ...rest]);
        }
        if (carried !== undefined && bag !== undefined) {
          carryInto(carried, String(bag.get(":authority") ?? bag.get("host") ?? host), bag);
        }
        const stream = Reflect.apply(request, session, [given, ...rest]);
        // Node 18 fires the events of such a stream in the context that opened the session.
        bindEmitter(stream, carried);
        return stream;
      };
      return Object.assign(session, { request: carrying });
    },
  });
  syncBuiltinESMExports();
}

/** @param {unknown} headers */
function copyOf(headers) {
  if (!Array.isArray(headers)) {
    const copy = { ...Object(headers ?? {}) };
    return { headers: copy, ...recordBag(copy) };
  }
  const sensitive = Reflect.get(headers, http2.sensitiveHeaders);
  const copy = headers.slice();
  if (sensitive !== undefined) Object.assign(copy, { [http2.sensitiveHeaders]: sensitive });
  return { headers: copy, ...listBag(copy) };
}
