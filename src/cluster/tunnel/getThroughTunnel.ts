import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { KubeConfig } from "@kubernetes/client-node";
import { openTunnel, type PodPort } from "./openTunnel.ts";

/** In milliseconds, for the whole answer. */
const PATIENCE = 10_000;

/**
 * Returns what a port of a pod answers to a GET. It may listen inside the pod alone.
 *
 * @throws {Error} if it does not answer within 10 s
 */
export async function getThroughTunnel(
  kubeConfig: KubeConfig,
  place: PodPort,
  path: string,
): Promise<{ status: number | undefined; body: string }> {
  const stream = await openTunnel(kubeConfig, place);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { host: "localhost", connection: "close" };
      const signal = AbortSignal.timeout(PATIENCE);
      get({ path, headers, signal, createConnection: () => stream }, resolve).on("error", reject);
    });
    return { status: answer.statusCode, body: await text(answer) };
  } finally {
    stream.destroy();
  }
}
