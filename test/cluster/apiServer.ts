import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished, vi } from "vitest";

/** A list's items, an object, or the status of a refusal. */
type Answer = unknown[] | object | number;

/**
 * A stand-in for an API server that answers lists and other requests, by their paths; other paths are answered by 404, and a number is the
 * status of a refusal. It is a context of the kubeconfig for as long as the test runs. Changes of objects are accepted
 * unless their path has a status, or `changed` returns one. Returns them as they come: `PATCH /path {…}`.
 */
export async function apiServer(
  lists: Record<string, Answer | (() => Answer)>,
  context = "staging",
  changed: ((change: string) => number) | undefined = undefined,
): Promise<string[]> {
  const changes: string[] = [];
  const server = createServer(async (request, response) => {
    const [whole = ""] = (request.url ?? "").split("?fieldManager=");
    // Lists come in one page.
    const path = whole.replace(/[?&]limit=\d+$/, "");
    const known = lists[path] ?? (request.method === "PATCH" ? [] : 404);
    let answer = typeof known === "function" ? known() : known;
    if (request.method === "PATCH") {
      const change = await text(request);
      changes.push(`PATCH ${path} ${change}`);
      if (changed !== undefined) answer = changed(change);
    }
    const status = typeof answer === "number" ? answer : 200;
    response.writeHead(status, { "content-type": "application/json" });
    const refusal = { code: status, message: "no" };
    const body = Array.isArray(answer) ? { items: answer } : answer;
    response.end(JSON.stringify(typeof answer === "number" ? refusal : body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = mkdtempSync(join(tmpdir(), "understudy-"));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  writeFileSync(join(folder, "config"), kubeConfig(`http://127.0.0.1:${port}`, context));
  vi.stubEnv("KUBECONFIG", join(folder, "config"));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return changes;
}

function kubeConfig(server: string, name: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "staging", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "me", user: {} }],
    contexts: [{ name, context: { cluster: "staging", user: "me" } }],
  });
}
