import type { Contender, Material } from "./contenders.ts";
import { load } from "./load.ts";
import type { ServerProcess } from "./serverProcess.ts";
import { median } from "./statistics.ts";

/** The result of one server in one case: medians of all rounds. */
export interface Throughput {
  server: string;
  /** Requests per second of processor time. */
  perCpuSecond: number;
  /**
   * Share of the first server's figure: the median of the ratios of each round, which noise on the machine affects
   * little.
   */
  ofFirst: number;
  perSecond: number;
  errors: number;
  p50: number;
  p99: number;
  memory: number;
  started: number;
}

/** Number of rounds, and length of each. */
export interface Pace {
  rounds: number;
  seconds: number;
}

/**
 * Loads servers in turn, round after round, so that other load on the machine affects all of them equally. All servers
 * run all the time; a server without requests uses no processor time.
 */
export async function throughput(
  material: Material,
  contenders: Contender[],
  { rounds, seconds }: Pace,
  connections = 32,
): Promise<Throughput[]> {
  const servers: { name: string; server: ServerProcess }[] = [];
  try {
    for (const { name, start } of contenders) servers.push({ name, server: await start(material) });
    const runs = servers.map(() => [] as Run[]);
    for (const { server } of servers) await run(server, material, 1, connections);
    for (let round = 0; round < rounds; round++) {
      for (const [i, { server }] of servers.entries()) {
        runs[i]?.push(await run(server, material, seconds, connections));
      }
    }
    return servers.map(({ name, server }, i) => {
      const own = runs[i] ?? [];
      const of = (pick: (run: Run) => number) => median(own.map(pick));
      return {
        server: name,
        perCpuSecond: of((run) => run.perCpuSecond),
        ofFirst: median(own.map((run, r) => run.perCpuSecond / (runs[0]?.[r]?.perCpuSecond ?? 1))),
        perSecond: of((run) => run.perSecond),
        errors: own.reduce((sum, run) => sum + run.errors, 0),
        p50: of((run) => run.p50),
        p99: of((run) => run.p99),
        memory: server.memory(),
        started: server.started,
      };
    });
  } finally {
    for (const { server } of servers) await server.stop();
  }
}

type Run = Awaited<ReturnType<typeof run>>;

async function run(
  server: ServerProcess,
  { request }: Material,
  seconds: number,
  connections: number,
) {
  const before = server.cpu();
  const result = await load(server.url, request, { seconds, connections });
  return { ...result, perCpuSecond: result.requests / Math.max(0.01, server.cpu() - before) };
}
