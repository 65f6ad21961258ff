/** One request to a mock, after it was answered or lost its connection. */
export interface LoggedRequest {
  /** The mock; null if no mock is served at the path. */
  service: string | null;
  method: string;
  /** Path and query, as they were sent. */
  target: string;
  /** As the metrics count it: 499 if the client went away, 444 if a fault reset the connection. */
  status: number;
  /** From arrival to answer, in milliseconds. */
  ms: number;
  /** Key of the route; null if no route matched. */
  route: string | null;
  /** The delay that was drawn for the request, in milliseconds. */
  delay: number;
}

/** Writes one line for each request. */
export interface RequestLog {
  add(request: LoggedRequest): void;
  /** Writes the lines that are not yet written. */
  flush(): void;
}

/** Returns the line of a request, without the line end. */
export type LogFormat = (time: string, request: LoggedRequest) => string;

/** Number of characters after which the collected lines are written. */
const BUFFER = 32_768;

/** Maximum time in milliseconds from a request to the writing of its line. */
const LATEST = 100;

/**
 * Creates a request log that collects lines and writes them together, because each write is a system call that blocks
 * the event loop.
 *
 * @param write is given lines without the last line end
 */
export function createRequestLog(write: (lines: string) => void, format: LogFormat): RequestLog {
  let lines = "";
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (lines === "") return;
    const collected = lines;
    lines = "";
    write(collected);
  };
  return {
    add(request) {
      const line = format(new Date().toISOString(), request);
      lines = lines === "" ? line : `${lines}\n${line}`;
      if (lines.length >= BUFFER) flush();
      else timer ??= setTimeout(flush, LATEST);
    },
    flush,
  };
}

/**
 * A format for people: `<time> [service] GET /pets/7 200 92.4ms route="GET /pets/{petId}" delay=90ms`.
 *
 * @param withService whether several mocks write to the same log
 */
export function textLines(withService: boolean): LogFormat {
  return (time, { service, method, target, status, ms, route, delay }) => {
    const who = withService ? ` ${service ?? "-"}` : "";
    const where = route === null ? "unmatched" : `"${route}"`;
    return `${time}${who} ${method} ${target} ${status} ${round(ms)}ms route=${where} delay=${round(delay)}ms`;
  };
}

/** A format for log collectors: one JSON object a line, as the image's other messages. */
export const jsonLines: LogFormat = (time, { ms, delay, ...request }) =>
  JSON.stringify({ time, event: "request", ...request, ms: round(ms), delay: round(delay) });

/** Rounds to a tenth of a millisecond. */
function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
