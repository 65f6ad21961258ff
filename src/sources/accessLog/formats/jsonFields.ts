import { ENVOY_ROUNDING } from "./envoy.ts";
import {
  JSON_ROLES,
  type JsonField,
  type JsonFields,
  type JsonRole,
  jsonFormat,
  parseObject,
} from "./jsonLines.ts";
import type { LogFormat } from "./logFormat.ts";

/** The names that fields have in logs: those of Envoy and Istio, NGINX's variables, a mock's request log, common ones. */
const USUAL: Record<Exclude<JsonRole, "duration">, readonly string[]> = {
  request: ["request"],
  method: ["method", "request_method", "http_method"],
  path: ["path", "request_uri", "uri", "url", "target"],
  status: ["response_code", "status", "status_code"],
  time: ["start_time", "time_iso8601", "time_local", "msec", "time", "timestamp", "@timestamp"],
  host: ["authority", "host", "http_host", "server_name", "service"],
  upstream: ["upstream_cluster", "proxy_upstream_name"],
  serverName: ["requested_server_name"],
};

/** Fields of durations whose unit is known. Others must be named by the user. */
const DURATIONS: readonly { beside: string; field: JsonField }[] = [
  { beside: "response_code", field: { name: "duration", unit: "ms" } },
  { beside: "delay", field: { name: "ms", unit: "ms" } },
  { beside: "request_time", field: { name: "request_time", unit: "s" } },
];

/** A format, or the roles for which the first lines have no field, and the fields that they have. */
export type JsonChoice =
  | { format: LogFormat; missing?: undefined }
  | { missing: JsonRole[]; present: string[] };

/**
 * Chooses the fields of a JSON log: those that the user named, and otherwise those with usual names. A field counts as
 * present if any of the lines has it.
 */
export function chooseJsonFields(named: JsonFields, lines: readonly string[]): JsonChoice {
  const present = new Set(lines.flatMap((line) => Object.keys(parseObject(line) ?? {})));
  const duration = DURATIONS.find(
    ({ beside, field }) => present.has(beside) && present.has(field.name),
  )?.field;
  const usual = JSON_ROLES.map((role): [JsonRole, JsonField | undefined] => {
    const name = role === "duration" ? undefined : USUAL[role].find((known) => present.has(known));
    return [role, role === "duration" ? duration : name === undefined ? undefined : { name }];
  });
  const fields: JsonFields = {
    ...Object.fromEntries(usual.filter(([, field]) => field !== undefined)),
    ...named,
  };
  const needed: JsonRole[] = fields.request === undefined ? ["method", "path"] : [];
  const missing = ([...needed, "status", "duration"] as const).filter(
    (role) => fields[role] === undefined,
  );
  if (missing.length > 0) return { missing, present: [...present] };
  const isEnvoy = present.has("response_code") && fields.duration?.name === "duration";
  const title = isEnvoy ? "JSON with the fields of Envoy and Istio" : "JSON";
  return { format: jsonFormat(title, fields, isEnvoy ? ENVOY_ROUNDING : undefined) };
}
