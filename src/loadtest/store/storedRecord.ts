import { json } from "node:stream/consumers";
import type { RunRecord } from "../runRecord.ts";
import type { RunStore } from "./runStore.ts";

/** Returns the record of a run that is kept somewhere, or undefined if there is no such run. */
export async function storedRecord(
  store: Pick<RunStore, "read">,
  id: string,
): Promise<RunRecord | undefined> {
  const content = await store.read(id, "run.json");
  // The reporter wrote it, whose version is that of the stack.
  return content && (json(content) as Promise<RunRecord>);
}
