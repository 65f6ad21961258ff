import { messageOf } from "../../cluster/connection.ts";
import { UserError } from "../../problem.ts";

/** Returns what the work resolves to. A cluster that cannot be asked is no bug of this program. */
export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError([{ where: "cluster", what: `could not be asked: ${messageOf(error)}` }]);
  }
}
