import { expect, test } from "vitest";
import { takenHeader } from "../../../src/config/values/takenHeaders.ts";

const REASONS: Record<string, string[]> = {
  "every request has it": ["host", "Host"],
  "it ends at each hop": [
    "connection",
    "keep-alive",
    "proxy-connection",
    "Proxy-Authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
  ],
  "it describes the request's body": ["content-length", "content-type", "content-md5", "expect"],
  "it carries credentials or a session, and tokens are read from it": ["authorization", "cookie"],
  "Envoy gives each request its own, and chooses the delay by it": ["x-request-id"],
  "proxies set it or remove it": ["x-forwarded-for", "x-envoy-attempt-count", "forwarded", "via"],
  "it identifies the request in traces": ["traceparent", "tracestate", "b3", "x-b3-traceid"],
  "it carries keys already, as understudy=pr-12": ["baggage"],
  "requests name their target with it": ["service-router-payments-shop"],
  "Understudy says with it what it did": ["x-understudy-band", "x-understudy-route"],
  "gRPC defines it": ["grpc-timeout"],
  "clients such as browsers set it": ["accept", "accept-language", "origin", "sec-fetch-mode"],
  "HTTP defines it": ["if-match", "range", "prefer", "cache-control", "date"],
};

test.each(
  Object.entries(REASONS).flatMap(([reason, names]) => names.map((name) => [name, reason])),
)("%s cannot carry route keys: %s", (name, reason) => {
  expect(takenHeader(name)).toBe(reason);
});

test.each(["x-preview", "x-try", "x-contents", "hosts", "tea", "preferred", "x-shop-version"])(
  "%s can carry route keys",
  (name) => {
    expect(takenHeader(name)).toBe(undefined);
  },
);
