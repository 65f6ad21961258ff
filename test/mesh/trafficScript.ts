// Sends requests without end, of each kind one after the other, until its standard input ends. Prints for each kind who
// answered, in order: [["payments 200", 120], ["payments-pr-1 200", 300], …].
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

/** A kind of request. */
export interface Kind {
  url: string;
  headers: Record<string, string>;
}

/** Who answered with which status, or why nobody did; and how many times in a row. */
export type Run = [answer: string, count: number];

/** Between two requests of a kind, in milliseconds. */
const PAUSE = 50;
/** Longer than a request takes on a busy machine. */
const PATIENCE = 30_000;

const kinds: Record<string, Kind> = JSON.parse(process.argv[2] ?? "{}");
let going = true;
process.stdin.on("end", () => {
  going = false;
});
process.stdin.resume();
const runs = Object.entries(kinds).map(async ([name, kind]) => [name, await repeat(kind)] as const);
console.log(JSON.stringify(Object.fromEntries(await Promise.all(runs))));
process.exit();

async function repeat({ url, headers }: Kind): Promise<Run[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const found: Run[] = [];
  while (going) {
    const answer = await send(url, headers, agent);
    const last = found.at(-1);
    if (last?.[0] === answer) last[1]++;
    else found.push([answer, 1]);
    await setTimeout(PAUSE);
  }
  return found;
}

/** Returns the service at which a request has ended. */
function lastHop(headers: IncomingHttpHeaders, body: string): string {
  return headers["x-hop"] === undefined ? "nobody" : JSON.parse(body).at(-1).name;
}

function send(url: string, headers: Record<string, string>, agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request(url, { headers, agent }, (reply) => {
      text(reply).then(
        (body) => resolve(`${lastHop(reply.headers, body)} ${reply.statusCode}`),
        ({ message }: Error) => resolve(message),
      );
    });
    outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error("timeout")));
    outgoing.on("error", ({ message }) => resolve(message));
    outgoing.end();
  });
}
