import type { Leak } from "../runRecord.ts";

/** Looks whether the service under test calls only mocks, and hosts that the stack allows. */
export interface LeakGuard {
  /**
   * Looks before load.
   * @throws {UserError} if nothing can be said of the service
   */
  check(): Promise<GuardReport>;
  /** Requests count for `leaks` from the last `check` on, or from now on. Does not reject. */
  begin(): Promise<void>;
  /**
   * Returns what was called since `begin` and is not allowed, or undefined if nothing can be watched: there is no service
   * under test, or none of its pods has a sidecar. Rejects if the cluster does not answer.
   */
  leaks(): Promise<Leak[] | undefined>;
}

export interface GuardReport {
  /** Sorted by host. */
  hosts: JudgedHost[];
  leaks: Leak[];
  /** What could not be looked at, for people: `Secret shop/orders-env may not be read`. */
  unseen: string[];
}

export interface JudgedHost {
  host: string;
  /** Places, as in `Leak`. */
  foundIn: string[];
  /** Why it is allowed: `mock of payments`, `replaced by the mock of payments`, `allow: *.internal`. Absent if it is not. */
  allowed?: string;
}
