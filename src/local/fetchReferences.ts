import { statSync } from "node:fs";
import { resolve } from "node:path";
import { mayFetch, noReferences, type References } from "../openapi/document/references.ts";
import { attempt, type Problem, received, UserError } from "../problem.ts";
import { asTyped, fetchCopy, reasonOf } from "./servedDocuments.ts";

/** Files that refer to files that refer to files, all by URL. */
const MOST_ROUNDS = 20;

/**
 * What documents may refer to: what the user allows, and of a document by URL what lies in its folder there.
 *
 * @param allowed folders and URLs
 * @param documents as the user wrote them
 * @param copies their paths here
 * @throws UserError with every folder that is none
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
 * What `load` gives once all is there that its documents refer to by URL: loads, fetches what was wanted, and loads
 * again, until nothing is.
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

/** No redirection is followed: it might lead to what is not allowed. */
async function fetchReference(references: References, url: string): Promise<void> {
  if (!mayFetch(references, url)) return;
  try {
    references.fetched.set(url, { path: await fetchCopy(url, "error") });
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error) : String(error);
    references.fetched.set(url, { fault: `cannot be fetched: ${reason}` });
  }
}
