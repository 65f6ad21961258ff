/** A Service that requests are sent to, or one subset of its pods. */
export interface Destination {
  /** Full name of the Service: `payments-pr-12.shop.svc.cluster.local`. */
  host: string;
  /**
   * Needed if the Service has another port than the origin: by default, a sidecar keeps the port that the request was
   * sent to.
   */
  port?: number;
  /** Name of a DestinationRule's subset. */
  subset?: string;
}

/**
 * Sends the requests for `origin` that carry `key`, or that name the destination as their target, to `destination`: a
 * preview replica, a laptop, a whole mock.
 */
export interface Entry {
  /** Full name of the Service that the requests are sent to: `payments.shop.svc.cluster.local`. */
  origin: string;
  /** Route key, `[a-z0-9-]{1,40}`; undefined if requests can only name the destination as their target. */
  key?: string;
  destination: Destination;
  /** Whether the destination sends requests back, which the origin itself is to answer then. */
  returns?: true;
  /** The place of the declaration, for problems: `Pulumi.stg.yaml: previews[0]`, `Service shop/payments-pr-12`. */
  from: string;
}

/** An entry that a route key chooses. */
export type KeyedEntry = Entry & { key: string };

export function hasKey(entry: Entry): entry is KeyedEntry {
  return entry.key !== undefined;
}
