import { statSync } from "node:fs";
import { resolve } from "node:path";
import { mayFetch, noReferences, type References } from "../openapi/document/references.ts";
import { attempt, type Problem, received, UserError } from "../problem.ts";
import { asTyped, fetchCopy, reasonOf } from "./servedDocuments.ts";

/** Limit for files that refer to other files by URL, and so on. */
const MOST_ROUNDS = 20;

/**
 * Returns what documents may refer to: what the user allows and, for a document by URL, everything in its folder there.
 *
 * @param allowed folders and URLs
 * @param documents as the user wrote them
 * @param copies the paths of their local copies
 * @throws UserError with every folder that does not exist
 */
export function readReferences(
  allowed: readonly string[],
  documents: readonly string[],
  copies: readonly string[],
): References {
  const problems: Problem[] = [];
  const folders: string[] = [];
  const urls: string[] = [];
  for (const one of allowed) {
    const url = /^https?:\/\//i.test(one) ? URL.parse(one) : null;
    const folder = resolve(asTyped(one));
    if (url !== null) urls.push(url.href);
    else if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) folders.push(folder);
    else
      problems.push({
        where: "--allow-refs",
        what: `expected a folder or a URL, received ${received(one)}`,
      });
  }
  if (problems.length > 0) throw new UserError(problems);
  const references: References = { ...noReferences(), folders, urls };
  const own = documents.flatMap((document, i) => {
    const url = /^https?:/i.test(document) ? URL.parse(document) : null;
    if (url === null) return [];
    references.fetched.set(url.href, { path: copies[i] ?? "" });
    return [new URL(".", url).href];
  });
  return { ...references, urls: [...urls, ...own] };
}

/**
 * Returns the result of `load` once everything that its documents refer to by URL is fetched. Loads, fetches what was
 * missing, and loads again until nothing is missing.
 */
export async function loadWithReferences<T>(references: References, load: () => T): Promise<T> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    references.wanted.clear();
    const problems: Problem[] = [];
    const loaded = attempt(problems, load);
    if (references.wanted.size === 0) {
      if (loaded === undefined) throw new UserError(problems);
      return loaded;
    }
    await Promise.all([...references.wanted].map((url) => fetchReference(references, url)));
  }
  return load();
}

/** Follows no redirect, because it might lead to a URL that is not allowed. */
async function fetchReference(references: References, url: string): Promise<void> {
  if (!mayFetch(references, url)) return;
  try {
    references.fetched.set(url, { path: await fetchCopy(url, "error") });
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error) : String(error);
    references.fetched.set(url, { fault: `cannot be fetched: ${reason}` });
  }
}
