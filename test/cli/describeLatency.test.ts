import { describe, expect, it } from "vitest";
import { describeLatency } from "../../cli/describeLatency.ts";
import type { Profile } from "../../src/latency/profile.ts";
import type { Route, RouteTable } from "../../src/openapi/table/table.ts";

describe("describeLatency", () => {
  const fixed: Profile = { kind: "fixed", ms: 120 };

  it("gives the default and how many routes differ from it", () => {
    expect(latencyOf(fixed, [])).toBe("fixed 120ms");
    expect(latencyOf(undefined, [])).toBe("none");
    expect(latencyOf(fixed, ["GET /a"])).toBe("fixed 120ms; 1 route has its own");
    expect(latencyOf(undefined, ["GET /a", "GET /b"])).toBe("none; 2 routes have their own");
  });

  function latencyOf(fallback: Profile | undefined, own: string[]): string {
    return describeLatency({
      service: "shop",
      table: tableOf("/a", "/b"),
      latency: {
        ...(fallback === undefined ? {} : { default: fallback }),
        routes: Object.fromEntries(own.map((key) => [key, fixed])),
      },
    });
  }
});

function tableOf(...paths: string[]): RouteTable {
  return {
    format: 1,
    title: "Shop",
    version: "1",
    basePaths: [""],
    routes: paths.map(
      (path): Route => ({
        key: `GET ${path}`,
        method: "GET",
        answers: ["GET", "HEAD"],
        path,
        segments: [path.slice(1)],
        parameters: [],
        responses: [],
        security: [],
      }),
    ),
    schemas: {},
    examples: {},
    securitySchemes: {},
  };
}
