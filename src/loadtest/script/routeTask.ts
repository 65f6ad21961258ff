import { parseJson } from "../../exactJson.ts";
import { LINE, oneLine, pythonString, pythonValue, snakeCase, uniqueName } from "./pythonText.ts";
import type { RouteRequests } from "./scriptRequest.ts";

/** A task of a script, as lines of Python. */
export interface RouteTask {
  /** Before the class: bodies that would hide the calls. Empty if there are none. */
  constant: string;
  /** In the class. */
  method: string;
}

/** Methods that Locust's client has a function for. */
const FUNCTIONS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

const INDENT = 4;

/**
 * Returns the task that sends a route's requests.
 *
 * @param names of functions in the class and of constants in the module; the new ones are added
 */
export function routeTask(
  route: RouteRequests,
  weight: number,
  names: { functions: Set<string>; constants: Set<string> },
): RouteTask {
  const { method, name, summary, tags, paths, headers, redirects } = route;
  const words = snakeCase(`${method} ${name}`);
  const own = uniqueName(name === "/" ? `${words}_root` : words, names.functions);
  const body = bodyOf(route, uniqueName(own.toUpperCase(), names.constants));
  const sent = { ...headers, ...body.headers };
  const literals = paths.map(pythonString);
  const path = literals.length === 1 ? (literals[0] ?? "") : `choice([${literals.join(", ")}])`;
  const args = [
    ...(FUNCTIONS.includes(method) ? [] : [pythonString(method)]),
    path,
    `name=${pythonString(name)}`,
    ...body.args,
    ...(Object.keys(sent).length > 0 ? [`headers=${headersOf(sent)}`] : []),
    ...(redirects ? ["allow_redirects=False"] : []),
  ];
  const call = FUNCTIONS.includes(method) ? method.toLowerCase() : "request";
  return {
    constant: body.constant,
    method: [
      ...(tags.length > 0 ? [`    @tag(${tags.map(pythonString).join(", ")})`] : []),
      weight === 1 ? "    @task" : `    @task(${weight})`,
      `    def ${own}(self):`,
      ...(summary === undefined ? [] : [`        """${oneLine(summary, LINE - 14)}"""`]),
      callOf(`        self.client.${call}`, args),
    ].join("\n"),
  };
}

const UUID = /"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"/i;

/** A service answers a key of idempotency only once: each request gets one of its own. */
function headersOf(headers: Record<string, string>): string {
  return pythonValue(headers, 3 * INDENT, 9)
    .split(/(?<=, )|(?<=\n)/)
    .map((part) =>
      /^\s*\{?"(x-)?(idempotency-key|request-id|correlation-id)": /i.test(part)
        ? part.replace(UUID, "str(uuid4())")
        : part,
    )
    .join("");
}

function callOf(call: string, args: string[]): string {
  const line = `${call}(${args.join(", ")})`;
  if (line.length <= LINE && !line.includes("\n")) return line;
  const space = " ".repeat(3 * INDENT);
  const broken = args.map((arg) => `${space}${brokenChoice(arg)},\n`).join("");
  return `${call}(\n${broken}${" ".repeat(2 * INDENT)})`;
}

/** Breaks a list of paths that is longer than a line. */
function brokenChoice(arg: string): string {
  const [, list] = /^choice\((\[.*\])\)$/.exec(arg) ?? [];
  if (list === undefined || 3 * INDENT + arg.length < LINE) return arg;
  const space = " ".repeat(3 * INDENT);
  const paths: string[] = JSON.parse(list);
  const lines = paths.map((path) => `${space}        ${pythonString(path)},\n`).join("");
  return `choice(\n${space}    [\n${lines}${space}    ]\n${space})`;
}

interface BodyPart {
  constant: string;
  args: string[];
  headers: Record<string, string>;
}

function bodyOf({ bodies, contentType = "" }: RouteRequests, constantName: string): BodyPart {
  if (bodies.length === 0) return { constant: "", args: [], headers: {} };
  const isJson = /^application\/(?:[\w.-]+\+)?json(?:;|$)/.test(contentType);
  const values = isJson ? bodies.map((text) => parseJson(text)) : bodies;
  // Locust sends no body for `json=None`.
  const asJson = isJson && values.every((value) => value !== null);
  const shown = asJson ? values : bodies;
  const headers =
    asJson && contentType === "application/json" ? {} : { "Content-Type": contentType };
  const argument = asJson ? "json" : "data";
  const [only] = shown;
  const value = shown.length === 1 ? only : shown;
  const inline = pythonValue(value, Number.NEGATIVE_INFINITY, 0);
  const list = shown.length === 1 ? inline : `choice(${inline})`;
  if (list.length + argument.length + 3 * INDENT + 2 <= LINE) {
    return { constant: "", args: [`${argument}=${encoded(list, asJson)}`], headers };
  }
  const name = shown.length === 1 ? constantName : `choice(${constantName})`;
  return {
    constant: `${constantName} = ${pythonValue(value, 0, constantName.length + 3)}\n`,
    args: [`${argument}=${encoded(name, asJson)}`],
    headers,
  };
}

/** Locust's client takes bytes as they are. */
function encoded(text: string, isJson: boolean): string {
  return isJson ? text : `${text}.encode()`;
}
