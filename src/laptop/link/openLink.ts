import { setTimeout } from "node:timers/promises";
import { dial, release, requests, resolve } from "./asking.ts";
import { type Asked, attempt } from "./attempt.ts";
import { type Link, LinkError, type LinkOptions, type LinkState } from "./link.ts";

/** Pauses between attempts, in milliseconds. The longest leaves room for an attempt within 10 s of its being possible. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4_000;
/** Before the link has been up: an agent that was just made is looked for often, since somebody waits for it. */
const LONGEST_FIRST_PAUSE = 250;

/** Opens a link to the agent, and keeps it up until it is closed or refused. */
export function openLink(options: LinkOptions): Link {
  let state: LinkState = { state: "lost", reason: "connecting" };
  let asked: Asked | undefined;
  let isReleased = false;
  const stop = new AbortController();
  const first = Promise.withResolvers<void>();
  // Nobody may be waiting.
  first.promise.catch(() => {});

  function become(next: LinkState): void {
    if (state.state === "closed") return;
    state = next;
    if (next.state === "up") first.resolve();
    if (next.state === "closed") first.reject(new LinkError("ELINKLOST", next.reason ?? "closed"));
    options.onState?.(next);
  }

  async function keepUp(): Promise<void> {
    let pause = FIRST_PAUSE;
    let longest = LONGEST_FIRST_PAUSE;
    while (!stop.signal.aborted) {
      const ended = await attempt(
        options,
        stop.signal,
        () => isReleased,
        (up) => {
          if (asked === undefined) pause = FIRST_PAUSE;
          asked = up.asked;
          longest = LONGEST_PAUSE;
          become({ state: "up", roundTrip: up.roundTrip });
        },
      );
      asked = undefined;
      if (stop.signal.aborted) return;
      if (ended.isFinal) {
        become({ state: "closed", reason: ended.reason });
        return;
      }
      if (state.state !== "lost" || state.reason !== ended.reason) {
        become({ state: "lost", reason: ended.reason });
      }
      await setTimeout(pause, undefined, { signal: stop.signal }).catch(() => {});
      pause = Math.min(2 * pause, longest);
    }
  }

  function session(): Asked {
    if (asked !== undefined) return asked;
    const reason = state.state === "up" ? "" : (state.reason ?? "it is closed");
    throw new LinkError("ELINKLOST", `no link to the cluster: ${reason}`);
  }

  void keepUp();
  return {
    dial: async (host, port) => dial(session(), host, port),
    resolve: async (name, type) => resolve(session(), name, type),
    requests: async () => requests(session()),
    async release() {
      isReleased = true;
      await release(session());
    },
    state: () => state,
    ready: () => first.promise,
    close() {
      become({ state: "closed" });
      stop.abort();
    },
  };
}
