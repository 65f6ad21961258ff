// @ts-check
/** For an app that carries route keys itself, without any patch. */
import { carryAll, carryInto } from "./carry.js";
import { currentlyCarried } from "./context.js";
import { recordBag } from "./headerBags.js";
import { runRequest } from "./inbound.js";

export { wrapFetch } from "./outboundFetch.js";
export { grpcInterceptor } from "./outboundGrpc.js";
export { configure } from "./settings.js";

/** @type {typeof import("./types.d.ts").run} */
export function run(headers, work) {
  return runRequest(headers, [], work);
}

/** @type {typeof import("./types.d.ts").propagationHeaders} */
export function propagationHeaders(url) {
  /** @type {Record<string, string>} */
  const headers = {};
  const carried = currentlyCarried();
  if (carried === undefined) return headers;
  if (url === undefined) carryAll(carried, recordBag(headers));
  else carryInto(carried, new URL(url).host, recordBag(headers));
  return headers;
}

/** @type {typeof import("./types.d.ts").middleware} */
export function middleware() {
  return (request, response, next) =>
    runRequest(request.headers, [request, response], () => next());
}

/** @type {typeof import("./types.d.ts").fastifyPlugin} */
export function fastifyPlugin(fastify, _options, done) {
  fastify.addHook("onRequest", (request, reply, next) =>
    runRequest(request.raw.headers, [request.raw, reply.raw], () => next()),
  );
  done();
}

// Without this mark, Fastify applies a plugin's hooks only to the plugin itself.
Object.assign(fastifyPlugin, { [Symbol.for("skip-override")]: true });
