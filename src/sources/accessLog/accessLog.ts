import type { Readable } from "node:stream";
import { addSketch, createSketch, type Sketch, sketchQuantile } from "../../latency/sketch.ts";
import type { Window } from "../dailyWindows.ts";
import type { LatencySource, MeasuredQuantile, Measurement } from "../source.ts";
import { chooseRequests } from "./chooseRequests.ts";
import { readFormat } from "./formats/chooseFormat.ts";
import type { JsonFields } from "./formats/jsonLines.ts";
import type { Rounding } from "./formats/logFormat.ts";
import { openInputs } from "./inputs.ts";
import { coveredTime, notesOf, refuseEmpty, refuseTimeless } from "./notes.ts";
import { ratesOf } from "./rates.ts";
import { readLog } from "./readLog.ts";
import { listedNames, type Tally } from "./tally.ts";

export interface AccessLogOptions {
  /** Files, folders, and `-` for standard input. */
  files: readonly string[];
  /** A name, a `log_format` of NGINX, or a format of Envoy. Guessed from the first lines if undefined. */
  format: string | undefined;
  /** Fields of a JSON log. */
  fields: JsonFields;
  /** Hosts whose requests are the service's; its name if there are none. */
  hosts: readonly string[];
  stdin: Readable;
}

/**
 * Access logs of proxies and servers. They know raw paths, which go through the matcher that serves requests, so the
 * names of operations are their keys.
 *
 * @throws {UserError} if a file does not exist, or the format is unknown
 */
export function accessLogSource(options: AccessLogOptions): LatencySource {
  const format = readFormat(options.format, options.fields);
  const inputs = openInputs(options.files, options.stdin);
  // What is left of the log that was read last. `measure` asks for latencies of the names that `list` has found.
  let read: LastReading | undefined;

  return {
    kind: "access-log",
    wholeByDefault: true,
    namesOf: (route) => [route.key],
    async list(question) {
      const hosts = options.hosts.length > 0 ? options.hosts : [question.service];
      const reading = await readLog(inputs, { format, fields: options.fields, hosts }, question);
      refuseTimeless(reading, question, options.files.join(", "));
      refuseEmpty(reading, question, options.files.join(", "));
      const { requests, notes } = chooseRequests(reading, question.service, options.hosts);
      const covers = coveredTime(reading, question);
      read = { requests, rounding: reading.format.rounding, covers };
      return {
        names: listedNames(requests),
        query: options.files.join(" "),
        notes: [...notesOf(reading, format === undefined), ...notes],
        ...(covers && { covers }),
      };
    },
    async measure({ quantiles }, sets) {
      if (read === undefined) throw new Error("measure before list");
      const { requests, rounding } = read;
      return sets.map((names) => measurementOf(latenciesOf(requests, names), quantiles, rounding));
    },
    async rates({ hours }, sets) {
      if (read === undefined) throw new Error("rates before list");
      const { requests, covers } = read;
      return sets.map((names) =>
        covers === undefined ? [] : ratesOf(requests, names, covers, hours),
      );
    },
  };
}

interface LastReading {
  requests: Tally;
  rounding: Rounding | undefined;
  /** Undefined if the lines have no time. */
  covers: Window | undefined;
}

/** Where rounding is less than this share of a latency, it makes no difference. */
const NEGLIGIBLE = 0.01;

function latenciesOf({ operations, others }: Tally, names: readonly string[]): Sketch {
  const all = createSketch();
  for (const name of names) {
    const counts = operations.get(name) ?? others.get(name);
    if (counts !== undefined) addSketch(all, counts.latencies);
  }
  return all;
}

function measurementOf(
  latencies: Sketch,
  quantiles: readonly number[],
  rounding: Rounding | undefined,
): Measurement {
  return {
    requests: latencies.total,
    quantiles: quantiles.flatMap((p): MeasuredQuantile[] => {
      const ms = sketchQuantile(latencies, p);
      if (ms === undefined) return [];
      if (rounding === undefined || rounding.below + rounding.above < NEGLIGIBLE * ms) {
        return [{ p, ms }];
      }
      const bounds = { from: Math.max(0, ms - rounding.below), to: ms + rounding.above };
      return [{ p, ms, bounds }];
    }),
  };
}
