import { connectTo } from "../../src/laptop/link/connectTo.ts";
import type { Problem } from "../../src/problem.ts";

/**
 * Returns the problem that something listens at a port of this machine, or undefined if nothing does. A command would not
 * get the port, and something else would answer in its place.
 *
 * @param where the user has named it
 */
export async function takenPort(where: string, port: number): Promise<Problem | undefined> {
  try {
    (await connectTo("127.0.0.1", port)).destroy();
  } catch {
    return undefined;
  }
  const fix = "End what listens there, or name another port.";
  return { where, what: `port ${port} of this machine is taken`, fix };
}
