import type { Media, Reply, Route } from "../routes/table.ts";

/** A reply of the document and the status that it is sent with: a range or `default` has none of its own. */
export interface Selected {
  reply: Reply;
  status: number;
}

/**
 * The reply to a valid request: the lowest 2xx, else `2XX` or `default` as 200, else the lowest 3xx (an operation
 * that only redirects succeeds by it).
 */
export function successReply(route: Route): Selected | undefined {
  return (
    lowest(route, 200) ??
    withStatus(route, "2XX", 200) ??
    withStatus(route, "default", 200) ??
    lowest(route, 300)
  );
}

/** The reply with a status that the client asked for: the status itself, else its range, else `default`. */
export function replyForStatus(route: Route, status: number): Selected | undefined {
  return (
    withStatus(route, String(status), status) ??
    withStatus(route, `${Math.floor(status / 100)}XX`, status) ??
    withStatus(route, "default", status)
  );
}

/**
 * The reply to a request that is refused: the first of `statuses` that the document has, else (where `broad`)
 * `4XX` or `default` with the first of them. A reply without content says nothing and is passed over.
 */
export function refusalReply(
  route: Route,
  statuses: readonly number[],
  broad: boolean,
): Selected | undefined {
  const candidates = statuses.map((status) => withStatus(route, String(status), status));
  const [first] = statuses;
  if (broad && first !== undefined) {
    candidates.push(withStatus(route, "4XX", first), withStatus(route, "default", first));
  }
  return candidates.find((found) => found?.reply.content.some(saysSomething));
}

function lowest(route: Route, from: number): Selected | undefined {
  const found = route.responses
    .map((reply) => ({ reply, status: Number(reply.status) }))
    .filter(({ status }) => status >= from && status < from + 100);
  return found.toSorted((a, b) => a.status - b.status)[0];
}

function withStatus(route: Route, written: string, status: number): Selected | undefined {
  const reply = route.responses.find(
    (candidate) => candidate.status.toUpperCase() === written.toUpperCase(),
  );
  return reply === undefined ? undefined : { reply, status };
}

/** Whether a body can be made of a media. */
export function saysSomething(media: Media): boolean {
  return media.examples.length > 0 || media.schema !== undefined;
}
