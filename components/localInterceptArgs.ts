import type { Input } from "@pulumi/pulumi";

/** Which requests reach a laptop, and which laptop may join. */
export interface LocalInterceptArgs {
  /**
   * The Service whose requests with the key reach the laptop.
   * @example "payments"
   */
  service: string;
  /**
   * Namespace of the Service and of the agent.
   * @example "shop"
   */
  namespace: string;
  /**
   * Route key of the requests that reach the laptop.
   * @example "ann"
   */
  key: string;
  /**
   * The laptops that may join, one at a time: the fingerprint that `understudy laptop-key` prints on each.
   * @example ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
   */
  fingerprints: string[];
  /**
   * The Service's ports that carry HTTP, by their names.
   * @default { http: 80 }
   * @example { http: 80, grpc: 9090 }
   */
  ports?: Record<string, number>;
  /**
   * Plain header that carries route keys beside `baggage`.
   * @default "x-preview"
   */
  header?: string;
  /**
   * ServiceAccount of the agent's pod: with that of the Service's pods, calls from the laptop have its identity.
   * @default one of the agent's own
   * @example "payments"
   */
  serviceAccount?: string;
  /**
   * Image of the agent: any with Node 20.19 or later.
   * @default "node:24-slim"
   */
  image?: Input<string>;
  /**
   * Secrets of the namespace with logins of private registries.
   * @default none
   * @example ["registry-login"]
   */
  pullSecrets?: string[];
  /**
   * Pulumi's custom timeout for each object.
   * @default "10m"
   */
  timeout?: string;
}
