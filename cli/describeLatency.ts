import { describeProfile } from "../src/latency/describe.ts";
import type { Mock } from "../src/mock/mock.ts";

/** Returns the delays of a service in a few words: `p50 20ms p95 120ms; 3 routes have their own`. */
export function describeLatency({ table, latency }: Mock): string {
  const own = table.routes.filter(({ key }) => latency.routes[key] !== undefined).length;
  const fallback = describeProfile(latency.default);
  if (own === 0) return fallback;
  return `${fallback}; ${own} ${own === 1 ? "route has its" : "routes have their"} own`;
}
