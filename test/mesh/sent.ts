import { expect } from "vitest";
import { requestIds } from "../conformance/requestIds.ts";
import type { Client } from "../e2e/client.ts";
import type { ClientAnswer, ClientRequest } from "../e2e/clientScript.ts";
import { type Logged, logged } from "./accessLog.ts";
import { CALLER } from "./caller.ts";

/** A request with its answer, and what the client's sidecar did with it. */
export interface Sent {
  request: ClientRequest;
  answer: ClientAnswer;
  log: Logged;
}

/** Each call of a test file has other ids, the same ones in every run. */
let seed = 1;

/** Sends each request with an id of its own; resolves when the client's sidecar has logged all of them. */
export async function sendAll(
  client: Client,
  requests: ClientRequest[],
  ids = requestIds(requests.length, seed++),
): Promise<Sent[]> {
  const sent = requests.map((request, i) => ({
    ...request,
    headers: { ...request.headers, "x-request-id": ids[i] ?? "" },
  }));
  const answers = await client.send({ requests: sent, concurrency: 32, keepAlive: true });
  let lines = new Map<string, Logged>();
  const read = async () => {
    lines = await logged("client", "-n", CALLER);
    return ids.filter((id) => !lines.has(id));
  };
  // A sidecar writes its log every second.
  await expect.poll(read, { interval: 500 }).toEqual([]);
  return sent.map((request, i) => {
    const [answer, log] = [answers[i], lines.get(ids[i] ?? "")];
    if (answer === undefined || log === undefined) throw new Error(`no answer to request ${i}`);
    return { request, answer, log };
  });
}
