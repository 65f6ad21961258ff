import { compile } from "../src/openapi/compile.ts";
import { startMockServer } from "../src/server/mockServer.ts";
import { GITHUB_REQUEST } from "./documents.ts";

/**
 * Measures memory while a document is replaced and requested a thousand times. Runs in this process: only growth
 * matters.
 */
export async function reloads(document: string): Promise<Record<string, number>[]> {
  const text = JSON.stringify(compile(document).table);
  const mock = () => ({ service: "github", table: JSON.parse(text), latency: { routes: {} } });
  const server = await startMockServer(mock(), { port: 0, host: "127.0.0.1" });
  const found: Record<string, number>[] = [];
  for (let reload = 0; reload <= 1000; reload++) {
    server.replace(mock());
    await (await fetch(server.url + GITHUB_REQUEST.path)).arrayBuffer();
    if (reload % 100 === 0) {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      found.push({ reload, "heap MB": heapUsed / 1e6, "RSS MB": rss / 1e6 });
    }
  }
  await server.close();
  return found;
}
