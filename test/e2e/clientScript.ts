// Runs in the cluster, in a pod: requests as JSON from standard input, answers as JSON to standard output.
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

export interface ClientRequest {
  url: string;
  /** What stands in the request line in the place of the URL's path, byte by byte. */
  target?: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/** An answer, or the reason why there is none. */
export interface ClientAnswer {
  /** 0 without an answer. */
  status: number;
  contentType: string;
  /** `x-understudy-band`, or empty. No other header: thousands of answers are printed at once. */
  band: string;
  body: string;
  /** `ECONNREFUSED`; empty with an answer. */
  error: string;
  /** Time of sending, and duration until the end of the answer, in milliseconds. */
  start: number;
  elapsed: number;
}

export interface ClientTask {
  /** Sent in this order, each once; or, with `forMs`, over and over. */
  requests: ClientRequest[];
  /** How many at a time. */
  concurrency: number;
  /** How long to go on. */
  forMs?: number;
  /** Whether connections are reused, as in pools. */
  keepAlive: boolean;
}

/** Longer than the slowest route takes on a busy machine, in milliseconds. */
const PATIENCE = 60_000;

const { requests, concurrency, forMs, keepAlive }: ClientTask = JSON.parse(
  await text(process.stdin),
);
const agent = new Agent({ keepAlive, maxSockets: concurrency });
const answers: ClientAnswer[] = [];
let next = 0;
await Promise.all(Array.from({ length: concurrency }, work));
console.log(JSON.stringify(answers));
agent.destroy();

async function work(): Promise<void> {
  while (forMs === undefined ? next < requests.length : performance.now() < forMs) {
    const place = next++;
    const sent = requests[place % requests.length];
    if (sent === undefined) return;
    answers[place] = await send(sent);
  }
}

function send({ url, target, method, headers, body }: ClientRequest): Promise<ClientAnswer> {
  const start = performance.now();
  const done = (part: Partial<ClientAnswer>): ClientAnswer => ({
    ...{ status: 0, contentType: "", band: "", body: "", error: "" },
    ...part,
    start,
    elapsed: performance.now() - start,
  });
  return new Promise((resolve) => {
    const failed = (error: Error) =>
      resolve(done({ error: "code" in error ? String(error.code) : error.message }));
    const path = target === undefined ? {} : { path: Buffer.from(target).toString("latin1") };
    const outgoing = request(url, { method, headers, agent, ...path }, async (reply) => {
      const received = await text(reply).catch(failed);
      const { statusCode: status = 0, headers } = reply;
      const contentType = headers["content-type"] ?? "";
      const band = String(headers["x-understudy-band"] ?? "");
      if (received !== undefined) resolve(done({ status, contentType, band, body: received }));
    });
    outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error("timeout")));
    outgoing.on("error", failed);
    outgoing.end(body);
  });
}
