/** Requests with a route key, and where they go: `PreviewReplica.entry`, or written by hand. */
export interface RouteEntryArgs {
  /**
   * The Service that the requests are sent to.
   * @default the host of the router
   * @example "payments.shop"
   */
  host?: string;
  /**
   * Route key: 1 to 40 lower-case letters, digits and "-".
   * @example "pr-12"
   */
  key: string;
  /**
   * The Service that answers, with a port where it has another one than the origin.
   * @example "payments-pr-12.shop:8080"
   */
  to: string;
  /**
   * Subset of that Service, from a DestinationRule.
   * @default the whole Service
   * @example "v2"
   */
  subset?: string;
}

/** An API at the ingress gateway. */
export interface GatewayApiArgs {
  /**
   * What `{api}` stands for in preview hosts.
   * @example "payments"
   */
  api: string;
  /**
   * The Service behind it, with a port where it has several, because requests at a gateway have the gateway's port.
   * @example "payments.shop:8080"
   */
  service: string;
  /**
   * The team's own routes at the gateway, which preview hosts keep: http routes of a VirtualService.
   * @default all requests go to the Service
   */
  // biome-ignore lint/suspicious/noExplicitAny: routes of a VirtualService, which Pulumi's schema has no type for.
  base?: any[];
  /**
   * Path of a YAML file that has these routes instead: a VirtualService, or its list of http routes.
   * @default none
   * @example "routing/payments.yaml"
   */
  baseFile?: string;
  /**
   * The API's ordinary host, which `RoutingClaims` routes by claims.
   * @default that host is not routed by claims
   * @example "payments.example.com"
   */
  publicHost?: string;
}
