import { type Compiled, compileTemplate, type Dialect, knownFormat } from "./compileTemplate.ts";
import {
  checkNumber,
  readHost,
  readMethod,
  readMilliseconds,
  readServerName,
  readStatus,
  readTarget,
  readTimeField,
  readUpstream,
} from "./fields.ts";
import type { Rounding } from "./logFormat.ts";

/** Envoy casts durations to whole milliseconds, which cuts off what is behind the point. */
export const ENVOY_ROUNDING: Rounding = {
  below: 0,
  above: 1,
  why: "Envoy cuts durations down to whole milliseconds, so a duration is up to 1ms too short.",
};

const PATHS = ["X-ENVOY-ORIGINAL-PATH?:PATH", ":PATH"];

const ENVOY: Dialect = {
  variable: /%([A-Z_0-9]+(?:\([^)]*\))?)(?::\d+)?%/g,
  show: (name) => `%${name}%`,
  roles: [
    ...header(":METHOD").map((name) => ({ name, role: "method" as const, read: readMethod })),
    ...PATHS.flatMap((path) => [...header(path), `REQ_WITHOUT_QUERY(${path})`]).map((name) => ({
      name,
      role: "target" as const,
      read: readTarget,
    })),
    { name: "RESPONSE_CODE", role: "status", read: readStatus },
    { name: "DURATION", role: "duration", read: readMilliseconds, rounding: ENVOY_ROUNDING },
    ...["START_TIME", "START_TIME(%s.%3f)", "START_TIME(%s)"].map((name) => ({
      name,
      role: "time" as const,
      read: readTimeField,
    })),
    ...header(":AUTHORITY").map((name) => ({ name, role: "host" as const, read: readHost })),
    ...["UPSTREAM_CLUSTER_RAW", "UPSTREAM_CLUSTER"].map((name) => ({
      name,
      role: "upstream" as const,
      read: readUpstream,
    })),
    { name: "REQUESTED_SERVER_NAME", role: "serverName", read: readServerName },
    ...["BYTES_RECEIVED", "BYTES_SENT"].map((name) => ({
      name,
      role: "number" as const,
      read: checkNumber,
    })),
  ],
};

/** Compiles a format of Envoy's command operators, such as Istio's `accessLogFormat`. */
export function compileEnvoyFormat(title: string, text: string): Compiled {
  return compileTemplate(title, text.replace(/\\n$|\n$/, ""), ENVOY);
}

const BEGIN =
  '[%START_TIME%] "%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%" %RESPONSE_CODE% %RESPONSE_FLAGS% ';
const END =
  "%BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% " +
  '"%REQ(X-FORWARDED-FOR)%" "%REQ(USER-AGENT)%" "%REQ(X-REQUEST-ID)%" "%REQ(:AUTHORITY)%" "%UPSTREAM_HOST%"';
const REASON = '"%UPSTREAM_TRANSPORT_FAILURE_REASON%" ';
const ISTIO_END =
  " %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% " +
  "%REQUESTED_SERVER_NAME% %ROUTE_NAME%";

/** Envoy's default (`source/common/formatter/substitution_format_utility.cc`). */
export const ENVOY_TEXT = knownFormat(compileEnvoyFormat("Envoy's default text", BEGIN + END));

/** Istio's default since 1.9 (`EnvoyTextLogFormat` in `pilot/pkg/model/telemetry_logging.go`). */
export const ISTIO_TEXT = knownFormat(
  compileEnvoyFormat(
    "Istio's default text",
    `${BEGIN}%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% ${REASON}${END}${ISTIO_END}`,
  ),
);

/** Returns the names of the operator for a request's header; the second one is newer. */
function header(name: string): string[] {
  return [`REQ(${name})`, `REQUEST_HEADER(${name})`];
}
