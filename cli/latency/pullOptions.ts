import type { Options } from "../command/option.ts";
import { integer } from "../command/readers.ts";
import { stackOption } from "../commonOptions.ts";
import { hours, share, statuses, subtracted, timeout, window, zone } from "./readers.ts";

/** The options of `latency pull` that are the same for all sources. */
export const OPTIONS = {
  stack: stackOption("Stack whose services are asked for"),
  service: {
    type: "string",
    placeholder: "name",
    multiple: true,
    description: "Only this service of the stack",
  },
  window: {
    type: "string",
    placeholder: "duration",
    reader: window,
    description:
      "How far back requests count, such as 7d or 12h (default: 7d; all of a log or of a mock's metrics)",
  },
  hours: {
    type: "string",
    placeholder: "from-to",
    reader: hours,
    description: "Only these hours of each day: 10-22",
  },
  zone: {
    type: "string",
    placeholder: "name",
    default: "UTC",
    reader: zone,
    description: "Time zone of --hours",
  },
  status: {
    type: "string",
    placeholder: "list",
    reader: statuses,
    description:
      "Status codes or classes that count (default: 2xx,3xx). The others are counted apart",
  },
  "min-samples": {
    type: "string",
    placeholder: "number",
    default: "100",
    reader: integer(1),
    description: "Routes with fewer requests are listed, not written",
  },
  subtract: {
    type: "string",
    placeholder: "duration",
    reader: subtracted,
    description:
      'What a measurement has in addition to the service: 2ms; "measured" takes it from the last verification',
  },
  cap: {
    type: "string",
    placeholder: "duration",
    reader: timeout,
    description: "The caller's timeout, at which profiles are cut",
  },
  "service-wide": {
    type: "boolean",
    description:
      "Ask for one profile of all requests of a service, which becomes its file's default",
  },
  write: { type: "boolean", description: "Write the latency files" },
  force: { type: "boolean", description: "Also overwrite profiles that were written by hand" },
  check: {
    type: "boolean",
    description: "Exit with 1 if a route has drifted by more than the tolerance",
  },
  tolerance: {
    type: "string",
    placeholder: "share",
    default: "20%",
    reader: share,
    description: "How much a quantile may have changed for --check",
  },
  json: { type: "boolean", description: "Print one JSON object instead of the table" },
} as const satisfies Options;
