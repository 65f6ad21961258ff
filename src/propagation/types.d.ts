/** Types of `understudy/propagation/api`. */

/** Headers of an inbound request: those of node:http and node:http2, a `Headers`, or the `Metadata` of gRPC. */
export type InboundHeaders =
  | Readonly<Record<string, string | string[] | undefined>>
  | Iterable<readonly [string, string]>
  | { getMap(): Record<string, unknown>; get(name: string): readonly (string | Uint8Array)[] };

export interface Options {
  /**
   * Names of headers to carry in addition to `baggage` and `service-router-*`.
   * @default the value of the environment variable UNDERSTUDY_PROPAGATE, or else `["x-preview"]`
   */
  headers?: readonly string[];
  /**
   * Hosts outside the cluster that get everything that is carried: `example.com` stands for that host and all hosts
   * below it, `*` for every host.
   * @default the value of the environment variable UNDERSTUDY_PROPAGATE_TO, or else none
   */
  to?: readonly string[];
}

/** An `Interceptor` for any version of `@grpc/grpc-js`. `Call` is the class that its types require. */
export type GrpcInterceptor = <CallOptions, Call>(
  options: CallOptions,
  nextCall: (options: CallOptions) => unknown,
) => Call;

/** Settings of the whole process. Call it before the first request. Warns about names that cannot be carried. */
export function configure(options: Options): void;

/** Calls `work` and returns its result; requests that it makes carry what `headers` brought. */
export function run<Result>(headers: InboundHeaders, work: () => Result): Result;

/**
 * Returns the headers that an outbound request must get; empty outside of an inbound request.
 *
 * @param url where the request goes, which decides how much it gets; without it everything is returned
 */
export function propagationHeaders(url?: string | URL): Record<string, string>;

/** Middleware for Express, Connect and bare node:http servers. */
export function middleware(): (
  request: import("node:http").IncomingMessage,
  response: import("node:http").ServerResponse,
  next: () => void,
) => void;

/** Plugin for Fastify: `await app.register(fastifyPlugin)`. */
export function fastifyPlugin(
  fastify: { addHook(name: "onRequest", hook: FastifyHook): unknown },
  options: unknown,
  done: () => void,
): void;

/** An `onRequest` hook of Fastify. */
export type FastifyHook = (
  request: { raw: import("node:http").IncomingMessage },
  reply: { raw: import("node:http").ServerResponse },
  done: () => void,
) => void;

/** Interceptor for clients of `@grpc/grpc-js`: `new Client(target, credentials, { interceptors: [grpcInterceptor] })`. */
export const grpcInterceptor: GrpcInterceptor;

/** Returns a `fetch` that adds what is carried. Otherwise it behaves like the given one. */
export function wrapFetch<Fetch extends (input: never, init?: never) => Promise<unknown>>(
  fetch: Fetch,
): Fetch;
