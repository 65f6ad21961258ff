import { once } from "node:events";

/** npm passes the terminal's Ctrl-C on to the process, which has already received it from the terminal. */
const SAME_KEYSTROKE_MS = 500;

/**
 * Resolves at the first Ctrl-C (SIGINT) or SIGTERM. A second one ends the process at once, with the exit code that
 * shells expect for it.
 */
export function untilStopped(
  say: (text: string) => void,
  farewell = "Stopping: requests under way are answered first. Ctrl-C again stops at once.",
): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = (code: number) => () => {
      if (first === undefined) {
        first = performance.now();
        say(farewell);
        resolve();
      } else if (performance.now() - first > SAME_KEYSTROKE_MS) {
        process.exit(code);
      }
    };
    process.on("SIGINT", onSignal(130));
    process.on("SIGTERM", onSignal(143));
  });
}

/** The first and the second Ctrl-C (SIGINT) or SIGTERM of a command that has something to do at both. */
export interface Stops {
  first: AbortSignal;
  second: AbortSignal;
}

/** Listens for Ctrl-C and SIGTERM. The third one ends the process at once. */
export function listenForStops(): Stops {
  const stops = [new AbortController(), new AbortController()] as const;
  let last = Number.NEGATIVE_INFINITY;
  const onSignal = (code: number) => () => {
    if (performance.now() - last <= SAME_KEYSTROKE_MS) return;
    last = performance.now();
    const next = stops.find(({ signal }) => !signal.aborted);
    if (next === undefined) process.exit(code);
    next.abort();
  };
  process.on("SIGINT", onSignal(130));
  process.on("SIGTERM", onSignal(143));
  return { first: stops[0].signal, second: stops[1].signal };
}

/** Resolves when a signal is aborted; at once if it is already. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
