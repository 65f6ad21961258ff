import { type Client, startClient } from "../e2e/client.ts";
import { injected } from "./injected.ts";

/** Namespace of the pod `client`, which has a sidecar. */
export const CALLER = "understudy-mesh-client";

/** Starts a pod with a sidecar that sends requests. */
export function startCaller(revision: string): Promise<Client> {
  return startClient(CALLER, injected(revision));
}
