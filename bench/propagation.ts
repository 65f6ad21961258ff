/**
 * Measures the cost of `--import understudy/propagation`: the processor time of a service that answers each request by
 * asking another one, with and without it. Run: `node bench/propagation.ts`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

const REQUESTS = 1500;
const WARM_UP = 2000;
const AT_ONCE = 16;
const ROUNDS = 9;
const HEADERS = { baggage: "userId=alice,understudy=pr-12", "x-preview": "pr-12" };

/**
 * Answers a request after asking the next service. Answers `/cpu` with the microseconds of processor time used so far.
 */
const SERVICE = `
  import http from "node:http";
  const agent = new http.Agent({ keepAlive: true });
  const clients = {
    http: (url, done) => http.get(url, { agent }, (next) => next.on("end", done).resume()),
    fetch: async (url, done) => done(await (await fetch(url)).text()),
  };
  const [next, client] = process.argv.slice(1);
  const server = http.createServer((request, response) => {
    const { user, system } = process.cpuUsage();
    if (request.url === "/cpu") response.end(String(user + system));
    else clients[client](next, () => response.end("ok"));
  });
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;
/** The next service. It answers at once. */
const LAST = `
  import http from "node:http";
  const server = http.createServer((request, response) => response.end("ok"));
  server.listen(0, "127.0.0.1", () => console.log(server.address().port));
`;

const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
const last = await start(LAST, []);

console.log("client  headers  µs without  µs with  ratio");
for (const client of ["http", "fetch"]) {
  const without = await start(SERVICE, [last.url, client]);
  const flags = ["--import", new URL("../src/propagation/register.js", import.meta.url).href];
  const patched = await start(SERVICE, [last.url, client], flags);
  for (const [what, headers] of Object.entries({ none: {}, two: HEADERS })) {
    for (const { url } of [without, patched]) await load(url, headers, WARM_UP);
    const rounds: { before: number; after: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await cost(without.url, headers);
      rounds.push({ before, after: await cost(patched.url, headers) });
    }
    const before = median(rounds.map((round) => round.before)).toFixed(0);
    const after = median(rounds.map((round) => round.after)).toFixed(0);
    const ratio = median(rounds.map((round) => round.after / round.before)).toFixed(2);
    const row = [client.padEnd(6), what.padEnd(7), before.padStart(10)];
    console.log([...row, after.padStart(7), ratio.padStart(5)].join("  "));
  }
  for (const { child } of [without, patched]) child.kill();
}
last.child.kill();
agent.destroy();

async function start(
  program: string,
  args: string[],
  flags: string[] = [],
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [...flags, "--input-type=module", "-e", program, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [port] = await once(createInterface(child.stdout), "line");
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Returns the microseconds of processor time per request. */
async function cost(url: string, headers: Record<string, string>): Promise<number> {
  const before = Number(await get(`${url}/cpu`, {}));
  await load(url, headers, REQUESTS);
  return (Number(await get(`${url}/cpu`, {})) - before) / REQUESTS;
}

async function load(url: string, headers: Record<string, string>, requests: number): Promise<void> {
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await get(url, headers);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function get(url: string, headers: Record<string, string>): Promise<string> {
  const [response] = await once(http.get(url, { agent, headers }), "response");
  return text(response);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
