import { expect, test } from "vitest";
import { classificationOf } from "../../../src/sources/prometheus/classification.ts";
import { tableOf } from "../../emit/fixture.ts";

test("each route has an expression, in matching order, for its method and its path with each base path", () => {
  const keys = [
    "GET /users/{userId}",
    "POST /users/{userId}/pets",
    "GET /users/me",
    "GET /pets.csv",
  ];
  expect(matchOf(keys, ["/v1", ""])).toEqual([
    {
      value: "GET /users/me",
      condition:
        'request.method in ["GET", "HEAD"] && request.url_path in ["/v1/users/me", "/users/me"]',
    },
    {
      value: "POST /users/{userId}/pets",
      condition:
        'request.method == "POST" && request.url_path.matches(r"^(?:/v1|)/users/[!-.0-~]+/pets$")',
    },
    {
      value: "GET /users/{userId}",
      condition:
        'request.method in ["GET", "HEAD"] && request.url_path.matches(r"^(?:/v1|)/users/[!-.0-~]+$")',
    },
    {
      value: "GET /pets.csv",
      condition:
        'request.method in ["GET", "HEAD"] && request.url_path in ["/v1/pets.csv", "/pets.csv"]',
    },
  ]);
  expect(matchOf(["GET /pets"], [""])[0]?.condition).toBe(
    'request.method in ["GET", "HEAD"] && request.url_path == "/pets"',
  );
});

test("the proxies of the service count latencies by it", () => {
  const [plugin, telemetry] = classificationOf("payments", tableOf(["GET /pets"])).objects;
  const selector = { matchLabels: { app: "payments" } };
  expect(plugin).toMatchObject({ kind: "WasmPlugin", spec: { selector, phase: "AUTHN" } });
  expect(telemetry).toMatchObject({
    kind: "Telemetry",
    spec: {
      selector,
      metrics: [
        {
          overrides: [
            {
              match: { metric: "REQUEST_DURATION", mode: "SERVER" },
              tagOverrides: {
                request_operation: { value: "filter_state['wasm.istio_operationId']" },
              },
            },
          ],
        },
      ],
    },
  });
});

test("a path that is too long for Envoy's expressions is left out and named", () => {
  const long = `GET /${"a".repeat(90)}/{id}`;
  const { left } = classificationOf("payments", tableOf(["GET /pets", long]));
  expect(left).toEqual([long]);
  expect(matchOf(["GET /pets", long], [""]).map(({ value }) => value)).toEqual(["GET /pets"]);
});

function matchOf(keys: string[], basePaths: string[]): { value: string; condition: string }[] {
  const [plugin] = classificationOf("payments", tableOf(keys, basePaths)).objects;
  const { spec } = plugin as {
    spec: { pluginConfig: { attributes: [{ match: { value: string; condition: string }[] }] } };
  };
  return spec.pluginConfig.attributes[0].match;
}
