import { readStack } from "../config/read.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { type Problem, UserError } from "../problem.ts";
import { loadReading } from "./loadStack.ts";
import { type Known, type Plan, planStack } from "./planStack.ts";

/** The component that plans: its class and name, `MockService "payments"`, and the stack that it is declared in. */
export interface Owner {
  component: string;
  stack: string;
}

/** A part of the stack, and the argument of the component that it comes from: `services[0]`, `""`. */
export type Place = readonly [inStack: string, inArguments: string];

interface Context extends Known {
  places: readonly Place[];
}

/**
 * Plans the arguments of a component, which use the settings of a stack's file. Paths of files are relative to the
 * program's folder.
 *
 * @param values a stack that contains only the component: `{ services: [{ name, spec }] }`
 * @throws {UserError} with every mistake, each with the component's name and the path of the argument
 */
export function planArguments(
  { component, stack }: Owner,
  values: Record<string, unknown>,
  { places, ...known }: Context,
): Plan {
  const reading = readStack(values, { stack, file: component, registry: "ecr" });
  const plan = planStack(loadReading(reading, process.cwd()), known);
  const own = ({ where, what, fix }: Problem) => ({
    where: argumentPath(where, places),
    // A problem that concerns two places names the other one.
    what: what.replaceAll(/\w+ "[^"]*": [\w.[\]]+/g, (path) => argumentPath(path, places)),
    fix,
  });
  if (plan.problems.length > 0) throw new UserError(plan.problems.map(own));
  return { ...plan, warnings: plan.warnings.map(own) };
}

/** Plans the one mock of a component, whose arguments are the settings of a service. */
export function planMock(
  owner: Owner,
  service: Record<string, unknown>,
  engineBundle?: () => string,
): PlannedMock & { warnings: Problem[] } {
  const places: Place[] = [["services[0]", ""]];
  const context = { places, ...(engineBundle !== undefined && { engineBundle }) };
  const { mocks, warnings } = planArguments(owner, { services: [service] }, context);
  const [planned] = mocks;
  if (planned === undefined) throw new Error("a mock without problems is planned");
  return { ...planned, warnings };
}

/** `MockService "payments": services[0].replicas` → `MockService "payments": replicas` */
function argumentPath(where: string, places: readonly Place[]): string {
  const [, owner = "", path = ""] = /^(.*?)(?:: (.*))?$/s.exec(where) ?? [];
  const [place] = places
    .filter(([inStack]) => path.startsWith(inStack) && /^($|[.[])/.test(path.slice(inStack.length)))
    .sort(([a], [b]) => b.length - a.length);
  if (place === undefined) return where;
  const [inStack, inArguments] = place;
  const rest = (inArguments + path.slice(inStack.length)).replace(/^\./, "");
  return rest === "" ? owner : `${owner}: ${rest}`;
}
