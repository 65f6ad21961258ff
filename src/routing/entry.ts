/** Where requests are sent: a Service, or one subset of its pods. */
export interface Destination {
  /** Full name of the Service: `payments-pr-12.shop.svc.cluster.local`. */
  host: string;
  /** Needed where the Service has another port than the origin: a sidecar takes the one that the request was sent to. */
  port?: number;
  /** Name of a DestinationRule's subset. */
  subset?: string;
}

/** Requests for `origin` that carry `key` go to `destination`: a preview replica, a laptop, a whole mock. */
export interface Entry {
  /** Full name of the Service that the requests are sent to: `payments.shop.svc.cluster.local`. */
  origin: string;
  /** Route key, `[a-z0-9-]{1,40}`. */
  key: string;
  destination: Destination;
  /** Where it was declared, for problems: `Pulumi.stg.yaml: previews[0]`, `Service shop/payments-pr-12`. */
  from: string;
}
