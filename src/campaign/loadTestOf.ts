import { and, didYouMean, UserError } from "../problem.ts";
import type { Campaign } from "./campaign.ts";
import type { LoadTestConfig } from "./loadTest.ts";

/** The name of a load test without a prefix, on the command line and in reports. */
const UNNAMED = "loadtest";

/** Returns what a load test is called on the command line and in reports. */
export function loadTestTitle({ name = UNNAMED }: Pick<LoadTestConfig, "name">): string {
  return name;
}

/**
 * Returns the load test of a stack that is called so. Without a name it is the only one, or the one whose objects have no
 * prefix.
 *
 * @throws {UserError} when there is none, or when the name does not say which
 */
export function loadTestOf(
  { stack, loadtests = [] }: Pick<Campaign, "stack" | "loadtests">,
  name?: string,
): LoadTestConfig {
  const where = `Pulumi.${stack}.yaml`;
  if (loadtests.length === 0) {
    const fix = "Write understudy:loadtests into the stack's file, as docs/loadtest.md shows.";
    throw new UserError([{ where, what: "the stack has no load test", fix }]);
  }
  const titles = loadtests.map(loadTestTitle);
  const isOnly = name === undefined && loadtests.length === 1;
  const found = isOnly ? loadtests[0] : loadtests[titles.indexOf(name ?? UNNAMED)];
  if (found !== undefined) return found;
  const what =
    name === undefined
      ? `the stack has ${loadtests.length} load tests: ${and(titles)}`
      : `no such load test: ${name}`;
  const known = `The load tests of the stack are ${and(titles)}.`;
  const fix = name === undefined ? "Name one of them." : (didYouMean(name, titles) ?? known);
  throw new UserError([{ where, what, fix }]);
}
