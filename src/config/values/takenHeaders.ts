/**
 * Names of headers that mean something already, with the reason why none of them can carry route keys. A name that ends
 * in a dash stands for all names that begin with it.
 *
 * Sources: https://www.iana.org/assignments/http-fields, RFC 9110 (7.6.1 for what ends at each hop), RFC 9113 (8.2.2),
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/header_sanitizing,
 * https://www.w3.org/TR/trace-context, https://www.w3.org/TR/baggage
 */
const TAKEN: [reason: string, names: string][] = [
  ["every request has it", "host"],
  [
    "it ends at each hop",
    "connection close http2-settings keep-alive proxy- te trailer transfer-encoding upgrade",
  ],
  ["it describes the request's body", "content- digest repr-digest want- expect mime-version"],
  [
    "it carries credentials or a session, and tokens are read from it",
    "authentication- authorization client-cert client-cert-chain cookie cookie2 dpop set-cookie set-cookie2 signature signature- www-authenticate x-api-key x-csrf-token x-xsrf-token",
  ],
  ["Envoy gives each request its own, and chooses the delay by it", "x-request-id"],
  [
    "proxies set it or remove it",
    "forwarded via cdn-loop cf- max-forwards true-client-ip x-amz- x-amzn- x-client-ip x-envoy- x-ext-authz- x-forwarded- x-istio- x-original- x-real-ip",
  ],
  [
    "it identifies the request in traces",
    "b3 elastic-apm-traceparent grpc-trace-bin newrelic ot-tracer- sentry-trace traceparent traceresponse tracestate uber-trace-id uberctx- x-b3- x-cloud-trace-context x-correlation-id x-datadog- x-ot-span-context x-trace-id",
  ],
  ["it carries keys already, as understudy=pr-12", "baggage"],
  ["requests name their target with it", "service-router-"],
  ["Understudy says with it what it did", "x-understudy-"],
  ["gRPC defines it", "grpc-"],
  [
    "clients such as browsers set it",
    "accept accept- access-control- cross-origin- device-memory dnt downlink dpr ect last-event-id origin referer rtt save-data sec- upgrade-insecure-requests user-agent viewport-width width x-requested-with",
  ],
  [
    "HTTP defines it",
    "a-im age allow alt-svc alt-used cache- cache-control cdn-cache-control clear-site-data date depth destination early-data etag expires from idempotency-key if if- last-modified link location lock-token nel overwrite pragma prefer preference-applied priority proxy-status range refresh report-to reporting-endpoints retry-after server server-timing soapaction strict-transport-security timeout vary warning x-http-method x-http-method-override x-method-override",
  ],
];

/** Returns why a header cannot carry route keys, as a clause, or undefined if it can. */
export function takenHeader(name: string): string | undefined {
  const lower = name.toLowerCase();
  const isMeant = (one: string) => (one.endsWith("-") ? lower.startsWith(one) : lower === one);
  return TAKEN.find(([, names]) => names.split(" ").some(isMeant))?.[0];
}
