/** What is remembered of a request. */
export interface JournalEntry {
  /** When it arrived, as ISO 8601. */
  time: string;
  /** The mock that answered, and its route; null where none matched. */
  service: string;
  route: string | null;
  method: string;
  /** Path and query, as they were sent. */
  target: string;
  headers: Record<string, string | string[] | undefined>;
  /** The body's first bytes as text; left out where it was not read. */
  body?: string;
  status: number;
  /** From arrival to answer, in milliseconds. */
  ms: number;
}

/** The last requests, the oldest first. Holds so many and no more. */
export interface Journal {
  add(entry: JournalEntry): void;
  entries(): JournalEntry[];
  clear(): void;
}

/** How many bytes of a body are remembered. */
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

/** What a question to the journal asks for: every member that is given must agree. */
export interface JournalQuery {
  service?: string;
  route?: string;
  method?: string;
  status?: string;
  /** Beginning of the target. */
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

/** Whether a number of requests is one that `expected` allows: `3`, `1..`, `..5`, `1..5`; undefined: no such form. */
export function isExpected(count: number, expected: string): boolean | undefined {
  const [, exact, from, to] = /^(?:(\d+)|(\d*)\.\.(\d*))$/.exec(expected) ?? [];
  if (exact !== undefined) return count === Number(exact);
  if (from === undefined || to === undefined) return undefined;
  return count >= Number(from) && (to === "" || count <= Number(to));
}
