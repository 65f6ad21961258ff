import type { GithubClient } from "./client.ts";
import { allPages } from "./pages.ts";
import type { Place } from "./place.ts";

/** GitHub lists no more files of a pull request. */
const MOST_FILES = 3_000;

/** Returns the paths that a pull request changes, old names too, or undefined if they are not all known. */
export async function changedPaths(
  client: GithubClient,
  place: Place,
  number: number,
): Promise<string[] | undefined> {
  const path = `/repos/${place.owner}/${place.name}/pulls/${number}/files`;
  const { items, outcome } = await allPages(client, place, path, (file) => {
    const { filename, previous_filename } = Object(file);
    if (typeof filename !== "string") return undefined;
    return typeof previous_filename === "string" ? [previous_filename, filename] : [filename];
  });
  return outcome.ok && items.length < MOST_FILES ? items.flat() : undefined;
}
