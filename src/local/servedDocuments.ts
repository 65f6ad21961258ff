import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix, resolve } from "node:path";

import { type Problem, UserError } from "../problem.ts";
import type { Place } from "../server/sites.ts";

/** A document and its place. Without prefix and host, it has a port of its own. */
export interface PlacedDocument extends Place {
  /** Path or URL. */
  document: string;
}

/**
 * Reads arguments such as `/payments=specs/payments.yaml`, `users.local=specs/users.yaml` and `specs/shop.yaml`.
 *
 * @throws UserError when two documents have the same place
 */
export function readPlaces(args: readonly string[]): PlacedDocument[] {
  const places = args.map(readPlace);
  const problems: Problem[] = [];
  const taken = new Map<string, string>();
  for (const { document, prefix = "", host = "" } of places) {
    const place = host + prefix;
    const other = taken.get(place);
    if (place !== "" && other !== undefined) {
      problems.push({ where: document, what: `${place} is where ${other} is served already` });
    }
    taken.set(place, document);
  }
  if (problems.length > 0) throw new UserError(problems);
  return places;
}

/**
 * Returns the paths of documents. Documents by URL are fetched into a temporary folder.
 *
 * @throws UserError with every document that could not be fetched
 */
export async function fetchDocuments(documents: readonly string[]): Promise<string[]> {
  const problems: Problem[] = [];
  const paths = await Promise.all(
    documents.map(async (document) => {
      if (!/^https?:\/\//i.test(document)) return asTyped(document);
      try {
        return await fetchCopy(document);
      } catch (error) {
        const what =
          error instanceof Error ? `cannot be fetched: ${reasonOf(error)}` : String(error);
        problems.push({ where: document, what });
        return document;
      }
    }),
  );
  if (problems.length > 0) throw new UserError(problems);
  return paths;
}

/** npm runs scripts in the project's folder. INIT_CWD is the folder in which the user typed the path. */
export function asTyped(path: string): string {
  const typed = resolve(process.env.INIT_CWD ?? "", path);
  return !existsSync(path) && existsSync(typed) ? typed : path;
}

/** Time limit for fetching a document, in milliseconds. */
const FETCH_TIMEOUT = 30_000;

/**
 * Fetches a URL, and returns the path of the copy.
 *
 * @throws Error when it cannot be fetched
 */
export async function fetchCopy(
  url: string,
  redirect: "follow" | "error" = "follow",
): Promise<string> {
  const response = await fetch(url, { redirect, signal: AbortSignal.timeout(FETCH_TIMEOUT) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const text = await response.text();
  const name = posix.basename(new URL(url).pathname) || "openapi";
  const file = join(mkdtempSync(join(tmpdir(), "understudy-")), name);
  writeFileSync(file, text);
  return file;
}

/** Returns the message of the cause, because `fetch failed` alone says nothing. */
export function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

function readPlace(arg: string): PlacedDocument {
  const [, place, document] = /^([^=]*)=(.+)$/.exec(arg) ?? [];
  if (place === undefined || document === undefined || /^https?:/i.test(arg) || existsSync(arg)) {
    return { document: arg };
  }
  const slash = place.indexOf("/");
  const host = slash === -1 ? place : place.slice(0, slash);
  const prefix = slash === -1 ? "" : place.slice(slash).replace(/\/+$/, "");
  return {
    document,
    ...(host !== "" && { host }),
    ...(prefix !== "" && { prefix }),
  };
}
