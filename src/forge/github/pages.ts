import type { Decode } from "./answers.ts";
import type { GithubClient, Page } from "./client.ts";
import { failed, type Outcome } from "./outcome.ts";
import type { Place } from "./place.ts";

const PER_PAGE = 100;
/** Ten thousand entries. */
const MOST_PAGES = 100;

/** What was read of a list before it ended or failed. */
export interface Listed<T> {
  items: T[];
  outcome: Outcome<undefined>;
}

/** Returns all entries of a list, page by page. */
export async function allPages<T>(
  client: GithubClient,
  place: Place,
  path: string,
  decode: (item: unknown) => T | undefined,
): Promise<Listed<T>> {
  const items: T[] = [];
  const first = `${path}${path.includes("?") ? "&" : "?"}per_page=${PER_PAGE}`;
  const read = new Set<string>();
  let address: string | undefined = first;
  for (let page = 1; address !== undefined; page++) {
    if (page > MOST_PAGES) return { items, outcome: failed("the list does not end") };
    if (read.has(address)) return { items, outcome: failed("the list leads in a circle") };
    read.add(address);
    const outcome: Outcome<Page<T[]>> = await client.read(place, address, listOf(decode));
    if (!outcome.ok) return { items, outcome };
    const { value, next, isKept }: Page<T[]> = outcome.value;
    items.push(...value);
    // A page that was full and has not changed may have got a page behind it, which its ETag does not tell.
    const mayGoOn: boolean = isKept && value.length >= PER_PAGE;
    address = next ?? (mayGoOn ? `${first}&page=${page + 1}` : undefined);
  }
  return { items, outcome: { ok: true, value: undefined } };
}

/** Returns a decoder of arrays, which takes all entries or none. */
function listOf<T>(decode: (item: unknown) => T | undefined): Decode<T[]> {
  return (json) => {
    if (!Array.isArray(json)) return undefined;
    const items = json.map(decode).filter((item) => item !== undefined);
    return items.length === json.length ? items : undefined;
  };
}
