import type { Problem } from "../../src/problem.ts";
import { listensHere } from "./listensHere.ts";

/**
 * Returns the problem that something listens at a port of this machine, or undefined if nothing does. A command would not
 * get the port, and something else would answer in its place.
 *
 * @param where the user has named it
 */
export async function takenPort(where: string, port: number): Promise<Problem | undefined> {
  if (!(await listensHere(port))) return undefined;
  const fix = "End what listens there, or name another port.";
  return { where, what: `port ${port} of this machine is taken`, fix };
}
