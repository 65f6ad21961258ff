import type { EventEmitter } from "node:events";

/** What is used of a WebSocket of the library `ws`, which the Kubernetes client opens. */
export interface PingSocket extends EventEmitter {
  readonly isPaused: boolean;
  ping(): void;
  terminate(): void;
}

/** Load balancers before an API server take a connection for idle after a minute or less, and some forget it in silence. */
const EVERY_MS = 10_000;

const SILENCE_MS = 30_000;

/**
 * Sends something through a WebSocket again and again, so that nothing on its way takes it for idle, and ends it when
 * nothing comes back: what drops a connection in silence, or a machine that slept, leaves neither an end nor an error.
 *
 * @param dead is called before the end, and only then
 */
export function heartbeat(websocket: PingSocket, dead: (error: Error) => void): void {
  let heard = Date.now();
  const hear = () => {
    heard = Date.now();
  };
  websocket.on("message", hear);
  websocket.on("pong", hear);
  const timer = setInterval(() => {
    // Nothing is read meanwhile, also no answer.
    if (websocket.isPaused) hear();
    if (Date.now() - heard > SILENCE_MS) {
      dead(new Error(`the API server has not answered for ${SILENCE_MS / 1000} s`));
      websocket.terminate();
    } else websocket.ping();
  }, EVERY_MS);
  websocket.on("close", () => clearInterval(timer));
}
