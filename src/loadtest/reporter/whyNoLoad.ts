import { messageOf } from "../../cluster/connection.ts";
import { UserError } from "../../problem.ts";
import type { LeakGuard } from "../guard/leakGuard.ts";
import { leakReason } from "../observe/leakReason.ts";

/** Returns why no load may begin, or an empty text. What the guard cannot look at may be a leak. */
export async function whyNoLoad(guard: Pick<LeakGuard, "check">): Promise<string> {
  try {
    const { leaks } = await guard.check();
    return leaks.length === 0 ? "" : leakReason(leaks);
  } catch (error) {
    return error instanceof UserError
      ? error.message
      : `the leak guard cannot look: ${messageOf(error)}`;
  }
}
