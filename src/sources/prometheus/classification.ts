import {
  escapeRegex,
  hasSpellings,
  isLiteral,
  templateRegex,
} from "../../openapi/table/pattern.ts";
import type { Route, RouteKey, RouteTable } from "../../openapi/table/table.ts";

/** The extension that Istio's documentation names, with the digest of its content in its name. */
const ATTRIBUTEGEN =
  "https://storage.googleapis.com/istio-build/proxy/attributegen-359dcd3a19f109c50e97517fe6b1e2676e870c4d.wasm";

/**
 * Any character of a path on the wire but the slash. `[^/]` also has all characters beyond ASCII, whose encodings take
 * more of what Envoy allows to an expression.
 */
const SEGMENT = "[!-.0-~]+";

/** Envoy refuses regular expressions whose program is longer (`regex_max_program_size` in its evaluator of CEL). */
const LONGEST = 100;

/** Objects that make Istio's proxies count latencies by operation, and the routes that they cannot tell. */
export interface Classification {
  objects: object[];
  /** Routes whose paths are too long for Envoy's expressions. */
  left: RouteKey[];
}

/**
 * Returns the objects that add the label `request_operation` to the latencies that the proxies of a service measure. Its
 * values are the keys of the routes, the first one that fits, in matching order.
 *
 * See https://istio.io/latest/docs/tasks/observability/metrics/classify-metrics/. Since the filter of Istio's metrics is
 * no Wasm extension any more, it finds the attribute in the filter state (istio/istio#54870).
 */
export function classificationOf(service: string, table: RouteTable): Classification {
  const routes = table.routes.map((route) => ({ route, condition: conditionOf(route, table) }));
  const match = routes.flatMap(({ route, condition }) =>
    condition === undefined ? [] : [{ value: route.key, condition }],
  );
  const metadata = { name: `${service}-operations` };
  const selector = { matchLabels: { app: service } };
  const plugin = {
    apiVersion: "extensions.istio.io/v1alpha1",
    kind: "WasmPlugin",
    metadata,
    spec: {
      selector,
      url: ATTRIBUTEGEN,
      phase: "AUTHN",
      pluginConfig: { attributes: [{ output_attribute: "istio_operationId", match }] },
    },
  };
  const value = "filter_state['wasm.istio_operationId']";
  const telemetry = {
    apiVersion: "telemetry.istio.io/v1",
    kind: "Telemetry",
    metadata,
    spec: {
      selector,
      metrics: [
        {
          providers: [{ name: "prometheus" }],
          overrides: [
            {
              match: { metric: "REQUEST_DURATION", mode: "SERVER" },
              tagOverrides: { request_operation: { value } },
            },
          ],
        },
      ],
    },
  };
  const left = routes.filter(({ condition }) => condition === undefined);
  return { objects: [plugin, telemetry], left: left.map(({ route }) => route.key) };
}

/** Returns the expression (CEL) for the requests of a route, or undefined if it would be too long for Envoy. */
function conditionOf(route: Route, table: RouteTable): string | undefined {
  const path = pathCondition(route, table);
  return path && `${methodCondition(route)} && ${path}`;
}

function methodCondition({ answers }: Route): string {
  const [method, another] = answers;
  return another === undefined
    ? `request.method == "${method}"`
    : `request.method in [${answers.map((one) => `"${one}"`).join(", ")}]`;
}

function pathCondition({ path, segments }: Route, { basePaths }: RouteTable): string | undefined {
  if (isLiteral(segments) && !hasSpellings(path)) {
    const paths = basePaths.map((base) => `"${base}/${segments.join("/")}"`);
    return paths.length === 1
      ? `request.url_path == ${paths[0]}`
      : `request.url_path in [${paths.join(", ")}]`;
  }
  const template = templateRegex("", segments).replaceAll("[^/]+", SEGMENT);
  const bases = basePaths.length === 1 ? "" : `(?:${basePaths.map(escapeRegex).join("|")})`;
  const regex = `^${bases || escapeRegex(basePaths[0] ?? "")}${template}$`;
  // A character is one instruction of the program; a parameter has four, two of them for its ranges.
  const size = regex.replaceAll(SEGMENT, "****").replaceAll("\\", "").length;
  // In a raw string a backslash is itself. The text has no quotation mark: in a path it is encoded.
  return size > LONGEST - 10 ? undefined : `request.url_path.matches(r"${regex}")`;
}
