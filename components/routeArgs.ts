/** Requests with a route key, and where they go: `PreviewReplica.entry`, or written by hand. */
export interface RouteEntryArgs {
  /**
   * The Service that the requests are sent to.
   * @default the host of the router
   * @example "payments.shop"
   */
  host?: string;
  /** Route key: 1 to 40 lower-case letters, digits and "-". @example "pr-12" */
  key: string;
  /** The Service that answers, with a port if that differs: `payments-pr-12.shop:8080`. @example "payments-pr-12.shop" */
  to: string;
  /** Subset of that Service, from a DestinationRule. */
  subset?: string;
}

/** An API at the ingress gateway. */
export interface GatewayApiArgs {
  /** What `{api}` stands for in preview hosts. @example "payments" */
  api: string;
  /** The Service behind it, with a port if it has several. @example "payments.shop:8080" */
  service: string;
  /** The team's own routes at the gateway, which preview hosts keep: http routes of a VirtualService. */
  // biome-ignore lint/suspicious/noExplicitAny: routes of a VirtualService, which Pulumi's schema has no type for.
  base?: any[];
  /** Path of a YAML file that has them instead: a VirtualService, or its list of http routes. */
  baseFile?: string;
  /** The API's ordinary host, for `RoutingClaims`. @example "payments.example.com" */
  publicHost?: string;
}
