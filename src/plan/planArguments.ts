import { readStack } from "../config/read.ts";
import type { PlannedMock } from "../emit/mock/mockObjects.ts";
import { type Problem, UserError } from "../problem.ts";
import { loadReading } from "./loadStack.ts";
import { type Known, type Plan, planStack } from "./planStack.ts";

/** Who plans: a component, by its class and name, `MockService "payments"`, in the stack that it is declared in. */
export interface Owner {
  component: string;
  stack: string;
}

/** Where a stack has what a component's arguments say, and where they do: `services[0]`, `""`. */
export type Place = readonly [inStack: string, inArguments: string];

interface Context extends Known {
  places: readonly Place[];
}

/**
 * Plans what the arguments of a component say, in the words of a stack's file. Paths of files start in the folder of the
 * program.
 *
 * @param values The stack whose only part is the component: `{ services: [{ name, spec }] }`.
 * @throws {UserError} with every mistake, each by the component's name and the path of the argument
 */
export function planArguments(
  { component, stack }: Owner,
  values: Record<string, unknown>,
  { places, ...known }: Context,
): Plan {
  const reading = readStack(values, { stack, file: component, registry: "ecr" });
  const plan = planStack(loadReading(reading, process.cwd()), known);
  const own = (problem: Problem) => ({ ...problem, where: argumentPath(problem.where, places) });
  if (plan.problems.length > 0) throw new UserError(plan.problems.map(own));
  return { ...plan, warnings: plan.warnings.map(own) };
}

/** Plans the one mock that the arguments of a component say, which are settings of a service. */
export function planMock(
  owner: Owner,
  service: Record<string, unknown>,
  engineBundle: string,
): PlannedMock & { warnings: Problem[] } {
  const places: Place[] = [["services[0]", ""]];
  const context = { engineBundle, places };
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
