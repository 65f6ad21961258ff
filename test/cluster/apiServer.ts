import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";

/**
 * A stand-in for an API server that answers lists, by their paths; other paths are answered by 404, and a number is the
 * status of a refusal. It is the context `staging` of the kubeconfig for as long as the test runs.
 */
export async function apiServer(lists: Record<string, unknown[] | number>): Promise<void> {
  const server = createServer((request, response) => {
    const list = lists[request.url ?? ""] ?? 404;
    response.writeHead(typeof list === "number" ? list : 200, {
      "content-type": "application/json",
    });
    response.end(JSON.stringify(typeof list === "number" ? { code: list } : { items: list }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = mkdtempSync(join(tmpdir(), "understudy-"));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  writeFileSync(join(folder, "config"), kubeConfig(`http://127.0.0.1:${port}`));
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}

function kubeConfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "staging", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: {} }],
    contexts: [{ name: "staging", context: { cluster: "staging", user: "me" } }],
  });
}
