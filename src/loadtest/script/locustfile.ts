import type { RouteKey } from "../../openapi/table/table.ts";
import { PLACE_OF_MARK, withMark } from "./mark.ts";
import { oneLine, pascalCase, pythonString, pythonValue, uniqueName } from "./pythonText.ts";
import { routeTask } from "./routeTask.ts";
import type { ServiceRequests } from "./scriptRequest.ts";

export interface Locustfile {
  /** The command that writes it. */
  command: string;
  /** Module with the user's own code, without `.py`. */
  ownModule: string;
  services: readonly WeightedService[];
  /** Headers of all requests that carry the route key. */
  keyHeaders: Record<string, string>;
  /** Where the weights come from; undefined if all tasks have the same. */
  weightsFrom?: string;
}

export interface WeightedService extends ServiceRequests {
  /** Of its users beside those of the other services. */
  weight: number;
  weights: ReadonlyMap<RouteKey, number>;
}

/** Returns a script for Locust, with a mark that tells whether it was changed by hand. */
export function locustfile(file: Locustfile): string {
  const { command, ownModule, services, weightsFrom } = file;
  const names = new Set<string>(["OwnUser", "KEY"]);
  const classes = services.map((service) => classOf(service, file, names));
  const body = classes.join("\n");
  const imports = ["tag", "task"].filter((name) => body.includes(`@${name}`));
  return withMark(
    `${[
      "# Written from the documents of the services. To bring it up to date, run:",
      `#   ${command}`,
      `# Your own code belongs in ${ownModule}.py, which is never overwritten. If you change`,
      "# this file, the command leaves it as it is.",
      PLACE_OF_MARK,
      "",
      ...(body.includes("choice(") ? ["from random import choice"] : []),
      ...(body.includes("str(uuid4())") ? ["from uuid import uuid4"] : []),
      ...(/choice\(|str\(uuid4\(\)\)/.test(body) ? [""] : []),
      ...(imports.length > 0 ? [`from locust import ${imports.join(", ")}`] : []),
      `from ${ownModule} import OwnUser`,
      ...keyOf(file),
      ...(weightsFrom === undefined ? [] : ["", `# Weights of the tasks: ${weightsFrom}.`]),
      "",
      body,
    ].join("\n")}${leftOutOf(services)}`,
  );
}

function keyOf({ keyHeaders }: Locustfile): string[] {
  if (Object.keys(keyHeaders).length === 0) return [];
  return [
    "",
    "# The route key, which chooses what the mesh calls.",
    `KEY = ${pythonValue(keyHeaders, 0, 6)}`,
  ];
}

function classOf(
  { service, title, document, host, headers, routes, weight, weights }: WeightedService,
  { keyHeaders, services }: Locustfile,
  classes: Set<string>,
): string {
  const names = { functions: new Set<string>(), constants: classes };
  const name = uniqueName(pascalCase(service), classes);
  const tasks = routes.map((route) => routeTask(route, weights.get(route.key) ?? 1, names));
  const constants = tasks.flatMap(({ constant }) => (constant === "" ? [] : [constant]));
  const parts = [
    ...(Object.keys(keyHeaders).length > 0 ? ["KEY"] : []),
    ...(Object.keys(headers).length > 0 ? [pythonValue(headers, 4, 50)] : []),
  ];
  const settings = [
    ...(host === undefined ? [] : [`    host = ${pythonString(host)}`]),
    ...(services.length > 1 ? [`    weight = ${weight}`] : []),
    ...(parts.length === 0
      ? []
      : [`    default_headers = ${[...parts, "(OwnUser.default_headers or {})"].join(" | ")}`]),
  ];
  const head = [
    `class ${name}(OwnUser):`,
    `    """${oneLine(`${title}: ${document}`, 78)}"""`,
    ...(settings.length > 0 ? ["", ...settings] : []),
  ].join("\n");
  const before = constants.length === 0 ? "" : `\n${constants.join("\n")}\n`;
  return `${before}\n${[head, ...tasks.map(({ method }) => method)].join("\n\n")}\n`;
}

function leftOutOf(services: readonly ServiceRequests[]): string {
  const lines = services.flatMap(({ service, leftOut }) =>
    leftOut.map(({ key, reason }) => `#   ${service}: ${key}: ${reason}\n`),
  );
  if (lines.length === 0) return "";
  return `\n\n# Left out, because no valid request can be made:\n${lines.join("")}`;
}
