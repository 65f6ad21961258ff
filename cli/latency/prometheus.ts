import { readFileSync } from "node:fs";
import { type Problem, UserError } from "../../src/problem.ts";
import { connectionOf } from "../../src/sources/prometheus/connect.ts";
import { environmentAccess } from "../../src/sources/prometheus/environment.ts";
import { createPrometheusSource } from "../../src/sources/prometheus/prometheus.ts";
import type { LatencySource } from "../../src/sources/source.ts";
import type { Options, Reader, Values } from "../command/option.ts";
import { oneOf } from "../command/readers.ts";

const label: Reader<string> = {
  expected: "the name of a label, such as http_route",
  read: (text) => (/^[A-Za-z_]\w*$/.test(text) ? text : undefined),
};

const metricName: Reader<string> = {
  expected: "the name of a metric, such as http_server_request_duration_seconds",
  read: (text) => (/^[A-Za-z_:][\w:]*$/.test(text) ? text : undefined),
};

/** Reads a unit, and returns its milliseconds. */
const unit: Reader<number> = {
  expected: "one of s, ms, us, ns",
  read: (text) => new Map(Object.entries({ s: 1_000, ms: 1, us: 0.001, ns: 0.000001 })).get(text),
  choices: ["s", "ms", "us", "ns"],
};

export const options = {
  url: {
    type: "string",
    placeholder: "address",
    description:
      "Prometheus: its address, as it is before /api/v1 (PROMETHEUS_URL, or else http://localhost:9090). Thanos, Mimir and others have the same interface",
  },
  metric: {
    type: "string",
    placeholder: "name",
    reader: metricName,
    description: "Prometheus: the histogram; without it, the known ones are looked for",
  },
  "route-label": {
    type: "string",
    placeholder: "label",
    reader: label,
    description: "Prometheus: the label of the histogram that has the route or the operation",
  },
  "method-label": {
    type: "string",
    placeholder: "label",
    reader: label,
    description: "Prometheus: the label that has the method",
  },
  "status-label": {
    type: "string",
    placeholder: "label",
    reader: label,
    description: "Prometheus: the label that has the status code",
  },
  selector: {
    type: "string",
    placeholder: "matchers",
    description:
      "Prometheus: which series are the service's, such as 'job=\"shop/<service>\"', where <service> stands for its name; without it, the usual labels are looked at",
  },
  unit: {
    type: "string",
    placeholder: "unit",
    reader: unit,
    description: "Prometheus: the histogram's unit, if its name does not say it",
  },
  reporter: {
    type: "string",
    placeholder: "proxy",
    default: "destination",
    reader: oneOf(["destination", "source", "waypoint"]),
    description: "Prometheus: which of Istio's proxies measured",
  },
  "token-file": {
    type: "string",
    placeholder: "file",
    completes: "file",
    description:
      "Prometheus: a file with the token, instead of PROMETHEUS_TOKEN (or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD)",
  },
  tenant: {
    type: "string",
    placeholder: "id",
    description:
      "Prometheus: the tenant, as Mimir, Cortex and Thanos know it (PROMETHEUS_TENANT; X-Scope-OrgID)",
  },
  ca: {
    type: "string",
    placeholder: "file",
    completes: "file",
    description: "Prometheus: certificates of the authorities to trust, as PEM",
  },
} as const satisfies Options;

/** Makes the source from its options and from the environment, which has the keys. */
export function open(values: Values<typeof options>): LatencySource {
  const environment = environmentAccess();
  const problems: Problem[] = [];
  const token = read(values["token-file"], "--token-file", problems);
  const ca = read(values.ca, "--ca", problems);
  if (problems.length > 0) throw new UserError(problems);
  const connection = connectionOf({
    ...environment,
    url: values.url ?? environment.url ?? "http://localhost:9090",
    token: token ?? environment.token,
    tenant: values.tenant ?? environment.tenant,
    ca,
  });
  return createPrometheusSource({
    connection,
    metric: values.metric,
    routeLabel: values["route-label"],
    methodLabel: values["method-label"],
    statusLabel: values["status-label"],
    selector: values.selector,
    unit: values.unit,
    reporter: values.reporter,
  });
}

function read(file: string | undefined, where: string, problems: Problem[]): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const what = `${file} cannot be read: ${(error as NodeJS.ErrnoException).code}`;
    problems.push({ where, what });
    return undefined;
  }
}
