import { isMapping } from "../openapi/document/node.ts";
import { didYouMean, type Problem, received } from "../problem.ts";
import type { Load } from "./profile.ts";
import { parseRate } from "./rate.ts";

/** The queue of a load without one: Tomcat's default (`acceptCount`), so that many services have it. */
export const USUAL_QUEUE = 100;

/** Parses `{capacity: 800/s, queue: 100}`. Returns undefined if there is a mistake, which is added to `problems`. */
export function parseLoad(value: unknown, where: string, problems: Problem[]): Load | undefined {
  if (!isMapping(value)) {
    const what = `expected a load such as {capacity: 800/s, queue: 100}, received ${received(value)}`;
    problems.push({ where, what });
    return undefined;
  }
  const before = problems.length;
  const known = ["capacity", "queue"];
  for (const key of Object.keys(value).filter((name) => !known.includes(name))) {
    const what = `expected capacity or queue, received ${received(key)}`;
    problems.push({ where, what, fix: didYouMean(key, known) });
  }
  const { capacity: written, queue = USUAL_QUEUE } = value;
  const capacity = typeof written === "string" ? parseRate(written) : undefined;
  if (capacity === undefined || capacity === 0) {
    problems.push({
      where: `${where}.capacity`,
      what: `expected a rate above zero such as "800/s" or "50/min", received ${received(written)}`,
      fix: typeof written === "number" ? `Did you mean "${written}/s"?` : undefined,
    });
  }
  if (typeof queue !== "number" || !Number.isInteger(queue) || queue < 0) {
    problems.push({
      where: `${where}.queue`,
      what: `expected a number of requests such as 100, received ${received(queue)}`,
    });
  }
  if (capacity === undefined || typeof queue !== "number" || problems.length > before) {
    return undefined;
  }
  return { capacity, queue };
}
