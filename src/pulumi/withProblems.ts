import { attempt, type Problem, UserError } from "../problem.ts";
import type { TakenOutputs } from "./outputs.ts";

/**
 * Returns what is planned.
 * @param problems mistakes that were found before
 * @throws {UserError} with these mistakes and with those that planning finds
 */
export function withProblems<Plan>(problems: readonly Problem[], plan: () => Plan): Plan {
  const found: Problem[] = [];
  const planned = attempt(found, plan);
  // What follows from an argument that is wrong already would only confuse.
  const others = found.filter(
    ({ where, what }) =>
      !problems.some((first) => isBelow(where, first.where)) && !/\$\{input\d+\}/.test(what),
  );
  const all = [...problems, ...others];
  if (all.length > 0) throw new UserError(all);
  return planned as Plan;
}

function isBelow(where: string, above: string): boolean {
  return where.startsWith(above) && /^($|[.[])/.test(where.slice(above.length));
}

/**
 * Returns a problem for each Output that is given where a component needs a plain value.
 * @param component the component's class and name: `MockService "payments"`
 * @param may paths of the arguments that may be Outputs; `env.` stands for all below
 */
export function refusedOutputs(
  component: string,
  { paths }: TakenOutputs,
  may: readonly string[],
): Problem[] {
  const isAllowed = (path: string) =>
    may.some((one) => (one.endsWith(".") ? path.startsWith(one) : path === one));
  return Object.values(paths)
    .filter((path) => !isAllowed(path))
    .map((path) => ({
      where: `${component}: ${path}`,
      what: "expected a plain value, received an Output",
      fix: "What is declared follows from it, so that it must be known before any resource is.",
    }));
}
