import { getPath } from "../../cluster/request.ts";
import { refusalOf } from "../../cluster/statusMessage.ts";
import type { Place } from "./place.ts";

/**
 * Returns an object, or undefined if it is not there.
 *
 * @throws {Error} when the API server gives any other answer
 */
export async function readObject<T>({ kubeConfig }: Place, path: string): Promise<T | undefined> {
  const answer = await getPath(kubeConfig, path);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new Error(refusalOf(answer));
  return JSON.parse(answer.text);
}

/** Returns the objects of a list. The path ends with a query, if any. */
export async function readList<T>(place: Place, path: string): Promise<T[]> {
  const list = await readObject<{ items?: T[] }>(place, path);
  return list?.items ?? [];
}
