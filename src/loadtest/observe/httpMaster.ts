import type { MasterState, StartRequest } from "../masterState.ts";
import { type Master, Refusal } from "./master.ts";

const STATE_MS = 5_000;

/** An HTML report of ten thousand routes takes the master some seconds. */
const FILE_MS = 60_000;

/** Returns the master behind an address: `http://10.0.0.7:8090`. */
export function httpMaster(url: string): Master {
  return {
    async state() {
      const response = await fetch(`${url}/state`, { signal: AbortSignal.timeout(STATE_MS) });
      if (!response.ok) throw new Error(`the master answered with status ${response.status}`);
      const state: MasterState = Object(await response.json());
      return state;
    },
    async file(name) {
      const signal = AbortSignal.timeout(FILE_MS);
      const response = await fetch(`${url}/files/${name}`, { signal });
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`${name} was answered with status ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
    start: (request: StartRequest) => post(`${url}/start`, request),
    stop: () => post(`${url}/stop`, {}),
    refuse: (reason) => post(`${url}/refuse`, { reason }),
  };
}

/** @throws {Refusal} with the answer's message */
async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(FILE_MS),
  });
  const text = await response.text();
  if (response.ok) return;
  throw new Refusal(messageIn(text) ?? `the answer had status ${response.status}`);
}

function messageIn(text: string): string | undefined {
  try {
    return JSON.parse(text).message;
  } catch {
    return undefined;
  }
}
