import type { Problem } from "../problem.ts";
import type { HostRouting } from "./hostRouting.ts";
import type { HttpRoute } from "./httpRoute.ts";

/** One host's ordered list, and what works but should be known. */
export interface Composed {
  http: HttpRoute[];
  warnings: Problem[];
}

/**
 * @throws {UserError} with all problems
 */
export function compose(routing: HostRouting): Composed {
  throw new Error(`not written yet: ${routing.host}`);
}
