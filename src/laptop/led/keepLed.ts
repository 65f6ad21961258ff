import type { LinkState } from "../link/link.ts";

/** Leads a Service to an agent again after the agent has had to give it back. */
export interface KeptLead {
  /** To be called at each change of the link. */
  onState(state: LinkState): void;
  /** Resolves when no more is done. */
  stop(): Promise<void>;
}

/**
 * An agent that is moved gives the Service back before its pod ends. When the link to the next pod is up, the Service leads
 * to that one.
 *
 * @param lead leads it, and does nothing if it does already
 * @param tell called with why that has failed
 */
export function keepLed(lead: () => Promise<void>, tell: (error: unknown) => void): KeptLead {
  let wasLost = false;
  let isStopped = false;
  let work = Promise.resolve();
  return {
    onState({ state }) {
      if (state === "up" && wasLost)
        work = work.then(() => (isStopped ? undefined : lead())).catch(tell);
      wasLost = state === "lost";
    },
    stop() {
      isStopped = true;
      return work;
    },
  };
}
