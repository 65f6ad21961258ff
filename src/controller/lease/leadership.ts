import type { Lease } from "kubernetes-types/coordination/v1.d.ts";
import { microTime } from "../../microTime.ts";
import { type Clock, type Moment, since } from "./clock.ts";
import type { LeaseStore } from "./leaseStore.ts";

/** Who has not renewed the Lease for so long has lost it to whoever asks. */
export const LEASE_SECONDS = 15;

/** So long its holder relies on a renewal: less than others wait, so that clocks may differ and a request may take time. */
export const HELD_MS = 10_000;

/** The pause between two turns. */
export const TURN_MS = 2_000;

/** An annotation of the Lease. Whoever changes it wakes the holder. */
const WOKEN = "understudy.dev/woken";

/** So often a write is tried again that somebody else's came before. */
const TRIES = 5;

export interface LeadershipOptions {
  store: LeaseStore;
  /** Tells this process from all others, also of the same pod. */
  identity: string;
  clock: Clock;
  /** Called when the Lease was taken, and when another process asks for a round. */
  wake(): void;
}

/**
 * Whether this process is the one of several that works, by a Lease. Times of other machines are not read: a Lease of
 * somebody else counts from when it was seen here to change, as in Kubernetes' own controllers.
 */
export class Leadership {
  readonly #options: LeadershipOptions;
  /** Whether the cluster has answered, so that this process could take the Lease. */
  hasAsked = false;
  #term = 0;
  /** When the last renewal was sent. */
  #renewed: Moment | undefined;
  #other: { version: string; seen: number } | undefined;
  #woken: string | undefined;

  constructor(options: LeadershipOptions) {
    this.#options = options;
  }

  /**
   * Number of the time without a gap for which the Lease has been held, or undefined if it is not held. What was read in
   * one term must not be written in another: somebody else may have worked between them.
   */
  get term(): number | undefined {
    const { clock } = this.#options;
    const isHeld = this.#renewed !== undefined && since(this.#renewed, clock()) < HELD_MS;
    return isHeld ? this.#term : undefined;
  }

  /** Renews the Lease, or takes it if it is free. Rejects if the cluster does not answer. */
  async turn(): Promise<void> {
    const { store, clock, identity, wake } = this.#options;
    const found = await store.read();
    this.hasAsked = true;
    if (this.#isOthers(found)) {
      this.#renewed = undefined;
      return;
    }
    const sent = clock();
    if (!(await store.write(this.#held(found, microTime(sent.wall))))) return;
    const woken = found?.metadata?.annotations?.[WOKEN];
    const wasOwn = found?.spec?.holderIdentity === identity;
    const isNewTerm = !wasOwn || this.term === undefined;
    if (isNewTerm) this.#term++;
    this.#renewed = sent;
    this.#other = undefined;
    const isAsked = woken !== this.#woken;
    this.#woken = woken;
    if (isNewTerm || isAsked) wake();
  }

  /** Has the process that works begin a round, whichever it is. */
  async wakeHolder(): Promise<void> {
    const { store, clock, wake } = this.#options;
    for (let tries = 0; tries < TRIES; tries++) {
      if (this.term !== undefined) return wake();
      const found = await store.read();
      // Without a holder the next one begins with a round.
      if (found === undefined) return;
      const woken = new Date(clock().wall).toISOString();
      const annotations = { ...found.metadata?.annotations, [WOKEN]: woken };
      if (await store.write({ ...found, metadata: { ...found.metadata, annotations } })) return;
    }
  }

  /** Gives the Lease back, so that another process need not wait. Nothing may be written after that. */
  async release(): Promise<void> {
    const { store, identity } = this.#options;
    this.#renewed = undefined;
    const found = await store.read();
    if (found?.spec?.holderIdentity !== identity) return;
    await store.write({ ...found, spec: { ...found.spec, holderIdentity: "" } });
  }

  /** Returns whether the Lease belongs to another process that may still work. */
  #isOthers(found: Lease | undefined): boolean {
    const { identity, clock } = this.#options;
    const { holderIdentity, leaseDurationSeconds = LEASE_SECONDS, renewTime } = { ...found?.spec };
    // By this clock alone: the other process works on, whatever time is set here.
    const now = clock().monotonic;
    if (found !== undefined) {
      if (!holderIdentity || holderIdentity === identity) return false;
      const version = `${holderIdentity} ${renewTime}`;
      if (this.#other?.version !== version) this.#other = { version, seen: now };
    }
    // Somebody may have deleted the Lease of a process that works.
    return this.#other !== undefined && now - this.#other.seen < leaseDurationSeconds * 1000;
  }

  #held(found: Lease | undefined, now: string): Lease {
    const { identity } = this.#options;
    const { holderIdentity, leaseTransitions = 0, acquireTime } = { ...found?.spec };
    const isOwn = holderIdentity === identity;
    return {
      ...found,
      spec: {
        ...found?.spec,
        holderIdentity: identity,
        leaseDurationSeconds: LEASE_SECONDS,
        acquireTime: isOwn && acquireTime !== undefined ? acquireTime : now,
        renewTime: now,
        leaseTransitions: leaseTransitions + (isOwn ? 0 : 1),
      },
    };
  }
}
