/** A request in the journal. */
export interface JournalEntry {
  /** Time of arrival, in ISO 8601. */
  time: string;
  /** The mock that answered. `route` is null if no route matched. */
  service: string;
  route: string | null;
  method: string;
  /** Path and query, as they were sent. */
  target: string;
  headers: Record<string, string | string[] | undefined>;
  /** The first bytes of the body, as text. Left out if the body was not read. */
  body?: string;
  status: number;
  /** From arrival to answer, in milliseconds. */
  ms: number;
}

/** The last requests, the oldest first, up to a fixed number. */
export interface Journal {
  add(entry: JournalEntry): void;
  entries(): JournalEntry[];
  clear(): void;
}

/** How many bytes of a body the journal keeps. */
export const JOURNAL_BODY = 4096;

export function createJournal(capacity: number): Journal {
  let ring: JournalEntry[] = [];
  let next = 0;
  return {
    add(entry) {
      ring[next] = entry;
      next = (next + 1) % capacity;
    },
    entries: () =>
      ring.length < capacity ? [...ring] : [...ring.slice(next), ...ring.slice(0, next)],
    clear() {
      ring = [];
      next = 0;
    },
  };
}

/** A filter for the journal. A request must agree with all members that are given. */
export interface JournalQuery {
  service?: string;
  route?: string;
  method?: string;
  status?: string;
  /** Prefix of the target. */
  path?: string;
}

export function matchingEntries(entries: JournalEntry[], query: JournalQuery): JournalEntry[] {
  const { service, route, method, status, path } = query;
  return entries.filter(
    (entry) =>
      (service === undefined || entry.service === service) &&
      (route === undefined || (entry.route ?? "unmatched") === route) &&
      (method === undefined || entry.method === method.toUpperCase()) &&
      (status === undefined || String(entry.status) === status) &&
      (path === undefined || entry.target.startsWith(path)),
  );
}

/** Whether `expected` (`3`, `1..`, `..5` or `1..5`) allows a number of requests; undefined if it has another form. */
export function isExpected(count: number, expected: string): boolean | undefined {
  const [, exact, from, to] = /^(?:(\d+)|(\d*)\.\.(\d*))$/.exec(expected) ?? [];
  if (exact !== undefined) return count === Number(exact);
  if (from === undefined || to === undefined) return undefined;
  return count >= Number(from) && (to === "" || count <= Number(to));
}
