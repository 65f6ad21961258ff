import { dirname, resolve } from "node:path";
import { parseYaml } from "../../config/stackFile.ts";
import {
  at,
  type Field,
  hasProblem,
  isMapping,
  report,
  reportTaken,
} from "../../config/values/check.ts";
import { whole } from "../../config/values/kinds.ts";
import { withLinesOf } from "../../openapi/document/lines.ts";
import { and, didYouMean, type Problem } from "../../problem.ts";
import { clashesIn } from "../docker/clashes.ts";
import type { WrittenRoute } from "../intercept/agentRoutes.ts";
import type { PortChoice } from "../intercept/httpPorts.ts";
import { FILE } from "./fileSections.ts";
import { circleOf, startOrder } from "./startOrder.ts";

/** What `understudy.yaml` says. */
export interface Several {
  context?: string;
  namespace?: string;
  key?: string;
  /** In the order of their start. */
  services: LocalService[];
}

/** One service that runs on this machine. Paths are absolute. */
export interface LocalService {
  /** Of the user's own. */
  name: string;
  /** Its place in the file. */
  field: Field;
  /** The Service or Deployment that it stands for; undefined for none. */
  service?: { name: string; container?: string };
  namespace?: string;
  ports: PortChoice[];
  /** The only routes whose requests are taken; empty for all. */
  routes: WrittenRoute[];
  /** That has these routes. */
  document?: string;
  mirror: boolean;
  replace: boolean;
  command: string[];
  /** The image of the container that is run; the command is the container's own. */
  docker?: string;
  dockerArguments: string[];
  directory: string;
  env: Record<string, string>;
  mount?: string;
  envFile?: string;
  restart: boolean;
  transparent: boolean;
  after: string[];
}

/**
 * Reads the text of `understudy.yaml`.
 *
 * @param path of the file; paths in it are relative to its folder
 * @throws {UserError} when it is not YAML
 */
export function readSeveral(text: string, path: string): { several: Several; problems: Problem[] } {
  const value = parseYaml(text, path) ?? {};
  const root: Field = { value, file: path, path: "", problems: [] };
  const { services: declared = {}, ...rest } = whole(FILE, FILE_IS).read(root) ?? {};
  const folder = dirname(resolve(path));
  const read = Object.entries(declared).map(([name, { field, value }]): LocalService => {
    const { service = name, directory = ".", document, mount, envFile, ...own } = value;
    const [said = "", container] = service.split(":");
    return {
      ...{ ...own, name, field },
      ...(said !== "none" && { service: { name: said, ...(container && { container }) } }),
      directory: resolve(folder, directory),
      ...(document !== undefined && { document: resolve(folder, document) }),
      ...(mount !== undefined && { mount: resolve(folder, mount) }),
      ...(envFile !== undefined && { envFile: resolve(folder, envFile) }),
    };
  });
  for (const service of read) if (!hasProblem(service.field)) checkService(service);
  const names = isMapping(value) && isMapping(value.services) ? Object.keys(value.services) : [];
  checkOrder(read, names);
  checkPorts(read);
  return {
    several: { ...rest, services: startOrder(read) },
    problems: withLinesOf(root.problems, { file: path, text }),
  };
}

const FILE_IS = "a mapping with the key services";
/** Options of `docker run` that want one. */
const TERMINAL = /^(--tty\b|-[iqP]*t)/;
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What is said and does nothing is a mistake. */
function checkService({ field, name, service, ports, command, ...own }: LocalService): void {
  if (!NAME.test(name)) {
    report(field, `expected a name in lower-case letters, digits and "-", received "${name}"`);
  }
  const needs = (keys: readonly (keyof typeof own)[], what: string) => {
    for (const key of keys.filter((one) => isSaid(own[one]))) {
      report(at(field, key), `needs ${what}`);
    }
  };
  const { docker, dockerArguments } = own;
  if (command.length === 0 && docker === undefined) {
    needs(["env", "restart", "transparent"], "a command");
  }
  if (docker === undefined) needs(["dockerArguments"], "docker");
  else if (own.transparent) {
    report(at(field, "transparent"), "is for programs of this machine, which a container is not");
  }
  if (ports.length === 0) needs(["routes", "mirror", "replace"], "ports");
  if (own.routes.length === 0) needs(["document"], "routes");
  checkDocker(field, dockerArguments);
  if (service === undefined) {
    needs(["mount", "envFile"], "a service");
    if (ports.length > 0) report(at(field, "ports"), "needs a service whose requests are meant");
  }
  const hasFiles = own.mount !== undefined || own.envFile !== undefined;
  if (ports.length === 0 && command.length === 0 && docker === undefined && !hasFiles) {
    const what = "expected ports, a command, docker, mount or envFile, received nothing to do";
    report(field, what);
  }
}

function checkDocker(field: Field, dockerArguments: readonly string[]): void {
  dockerArguments.forEach((argument, i) => {
    const place = at(at(field, "dockerArguments"), i);
    for (const { what, fix } of clashesIn([argument])) report(place, what, fix);
    if (TERMINAL.test(argument)) {
      report(place, "programs have no terminal here", "Leave it out, or use understudy intercept.");
    }
  });
}

function isSaid(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== false;
}

function checkOrder(services: readonly LocalService[], names: readonly string[]): void {
  const told = new Set<string>();
  for (const service of services) {
    const after = at(service.field, "after");
    service.after.forEach((name, i) => {
      if (names.includes(name)) return;
      const fix = didYouMean(name, names) ?? `There are ${and(names)}.`;
      report(at(after, i), `no such service: ${name}`, fix);
    });
    const circle = circleOf(service, services);
    if (circle === undefined || circle.some((name) => told.has(name))) continue;
    for (const name of circle) told.add(name);
    report(after, `goes in a circle: ${circle.join(" after ")}`);
  }
}

/** A program in a network of its own, or a container, has all ports to itself. */
function checkPorts(services: readonly LocalService[]): void {
  const taken = new Map<string, Field>();
  for (const { field, ports, transparent, docker } of services) {
    if (transparent || docker !== undefined) continue;
    const place = at(field, "ports");
    for (const [i, { local }] of ports.entries()) reportTaken(at(place, i), String(local), taken);
  }
}
