import { setFlagsFromString } from "node:v8";
import { accessLogSource } from "../../src/sources/accessLog/accessLog.ts";
import { UNITS } from "../../src/sources/accessLog/formats/durationUnit.ts";
import {
  JSON_ROLES,
  type JsonField,
  type JsonRole,
} from "../../src/sources/accessLog/formats/jsonLines.ts";
import type { LatencySource } from "../../src/sources/source.ts";
import type { Options, Reader, Values } from "../command/option.ts";
import { UsageError } from "../command/usageError.ts";
import type { SourceStack } from "./sourceModule.ts";

/** Reads `duration=latency:us`. */
const FIELD: Reader<[JsonRole, JsonField]> = {
  expected: `<role>=<name>, where the role is one of ${JSON_ROLES.join(", ")}, and a duration may have a unit: duration=<name>:us`,
  read(text) {
    const [, roleText, name = "", unitText] = /^(\w+)=(.+?)(?::(ns|us|ms|s))?$/.exec(text) ?? [];
    const role = JSON_ROLES.find((known) => known === roleText);
    const unit = UNITS.find((known) => known === unitText);
    if (role === undefined || (unit !== undefined && role !== "duration")) return undefined;
    return [role, unit === undefined ? { name } : { name, unit }];
  },
};

export const options = {
  file: {
    type: "string",
    multiple: true,
    placeholder: "path",
    completes: "file",
    description:
      'Access log, also compressed by gzip; a folder; or "-" for standard input; may be repeated',
  },
  format: {
    type: "string",
    placeholder: "name|log_format",
    description:
      "Format of the access log: envoy, istio, alb, ingress-nginx, json, a log_format line of NGINX, or an access log format of Envoy (default: guessed)",
  },
  field: {
    type: "string",
    multiple: true,
    placeholder: "role=name",
    reader: FIELD,
    description: "Field of a JSON log, such as duration=took:us; may be repeated",
  },
  "log-host": {
    type: "string",
    multiple: true,
    placeholder: "host",
    description:
      "Host whose lines count, if the log has several (default: the service's name); may be repeated",
  },
} as const satisfies Options;

/**
 * Makes the source of access logs.
 *
 * @throws {UserError} if a file does not exist, or the format is unknown
 */
export function open(values: Values<typeof options>, _stack: SourceStack): LatencySource {
  if (values.file.length === 0) {
    throw new UsageError([
      {
        where: "--file",
        what: '--from access-log needs a path, a folder, or "-" for standard input',
      },
    ]);
  }
  // The texts of lines are garbage at once. V8 would take 50 MB more in order to collect it less often.
  setFlagsFromString("--semi-space-growth-factor=1");
  return accessLogSource({
    files: values.file,
    format: values.format,
    fields: Object.fromEntries(values.field),
    hosts: values["log-host"],
    stdin: process.stdin,
  });
}
