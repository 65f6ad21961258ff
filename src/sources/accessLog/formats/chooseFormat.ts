import { and, didYouMean, or, type Problem, UserError } from "../../../problem.ts";
import { ALB } from "./alb.ts";
import type { Compiled } from "./compileTemplate.ts";
import { compileEnvoyFormat, ENVOY_TEXT, ISTIO_TEXT } from "./envoy.ts";
import { chooseJsonFields } from "./jsonFields.ts";
import { type JsonFields, parseObject } from "./jsonLines.ts";
import { emptyEntry, type LogFormat } from "./logFormat.ts";
import { compileLogFormat, INGRESS_NGINX } from "./nginx.ts";

/** The formats that have names, apart from `json`, whose fields differ from log to log. */
const NAMED: Record<string, LogFormat> = {
  envoy: ENVOY_TEXT,
  istio: ISTIO_TEXT,
  alb: ALB,
  "ingress-nginx": INGRESS_NGINX,
};
const NAMES = [...Object.keys(NAMED), "json"];

/** What the user says about the format; `json` is known completely only with the first lines. */
export type GivenFormat = LogFormat | "json" | undefined;

/** The Common Log Format, with or without the two fields that "combined" adds. It is known in order to be named. */
const COMMON_LOG = /^\S+ \S+ .* \[[^\]]+\] "[^"]*" \d{3} (?:\d+|-)(?: "[^"]*" "[^"]*")?$/;

const WAYS_OUT = `Name a format with --format (${or(NAMES)}), or give it NGINX's log_format line: --format 'log_format timed …;'.`;

/**
 * Reads `--format`: a name, a `log_format` of NGINX, or a format of Envoy's command operators.
 *
 * @throws {UserError} if it is unknown, or lacks what is needed
 */
export function readFormat(text: string | undefined, fields: JsonFields): GivenFormat {
  if (text === undefined) return Object.keys(fields).length > 0 ? "json" : undefined;
  if (text === "json") return "json";
  const named = NAMED[text];
  if (named !== undefined) return named;
  if (text.includes("$")) return complete(compileLogFormat("the given log_format", text), "nginx");
  if (/%[A-Z_]+/.test(text)) {
    return complete(compileEnvoyFormat("the given format of Envoy", text), "envoy");
  }
  const what = `expected ${or(NAMES)}, or a log_format of NGINX, received "${text}"`;
  throw new UserError([{ where: "--format", what, fix: didYouMean(text, NAMES) ?? WAYS_OUT }]);
}

function complete({ format, missing }: Compiled, writer: "nginx" | "envoy"): LogFormat {
  if (format !== undefined) return format;
  const what = `the format has no ${missing.join(", and no ")}`;
  const where = writer === "nginx" ? "the log_format of NGINX" : "the proxy's access log format";
  const fix = `Add what is missing to ${where}, and pull from a log that is written with it.`;
  throw new UserError([{ where: "--format", what, fix }]);
}

/**
 * Returns the format of a log whose first lines are `lines`.
 *
 * @param where the log's name
 * @throws {UserError} if no known format fits, or if the format lacks what is needed
 */
export function formatOf(given: GivenFormat, fields: JsonFields, lines: string[], where: string) {
  if (given === "json") return jsonFormatOf(fields, lines, where);
  if (given !== undefined) return given;
  const best = Object.values(NAMED)
    .map((format) => ({ format, fitting: countFitting(format, lines) }))
    .reduce((left, right) => (right.fitting > left.fitting ? right : left));
  // The formats are strict: a line that fits is no accident, whatever was written between such lines.
  if (best.fitting > 0) return best.format;
  const objects = lines.filter((line) => parseObject(line) !== undefined);
  if (objects.length > 0) return jsonFormatOf(fields, objects, where);
  throw new UserError([unknownFormat(lines, where)]);
}

function countFitting(format: LogFormat, lines: readonly string[]): number {
  const entry = emptyEntry();
  return lines.filter((line) => format.read(line, entry)).length;
}

function jsonFormatOf(fields: JsonFields, lines: readonly string[], where: string): LogFormat {
  const choice = chooseJsonFields(fields, lines);
  if (choice.missing === undefined) return choice.format;
  const { missing, present } = choice;
  const what =
    present.length === 0
      ? "the first lines are no JSON objects"
      : `no field is known for ${and(missing)}; the first lines have ${and(present)}`;
  const unit = missing.includes("duration") ? " A duration that is a number needs its unit." : "";
  const examples = missing.map(
    (role) => `--field ${role}=<name>${role === "duration" ? ":ms" : ""}`,
  );
  const fix = present.length === 0 ? WAYS_OUT : `Name them: ${examples.join(" ")}.${unit}`;
  throw new UserError([{ where, what, fix }]);
}

function unknownFormat(lines: readonly string[], where: string): Problem {
  if (!lines.some((line) => COMMON_LOG.test(line))) {
    return { where, what: "the first lines have no known format", fix: WAYS_OUT };
  }
  return {
    where,
    what: "this is the combined format of NGINX and Apache, which has no durations",
    fix: "Add $request_time to NGINX's log_format, and give that line: --format 'log_format timed …;'.",
  };
}
