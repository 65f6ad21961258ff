import type { Input } from "@pulumi/pulumi";
import type { QuantitiesArgs } from "./podArgs.ts";

/** What Istio does for a mock. */
export interface IstioArgs {
  /**
   * Whether Istio is used. `false`: no sidecar and no VirtualService.
   * @default true
   */
  enabled?: boolean;
  /**
   * The revision whose sidecars the mock's namespace gets: a name, or `none`. Only the program of a stack finds out what
   * `auto` stands for; elsewhere it is `none`.
   * @default "auto"
   * @example "1-31-0"
   */
  revision?: string;
}

/** Istio's sidecar beside a mock. */
export interface SidecarArgs {
  /**
   * Whether there is a sidecar.
   * @default true
   */
  inject?: boolean;
  /**
   * What the sidecar may use at most.
   * @default { cpu: "500m", memory: "512Mi" }
   */
  limits?: QuantitiesArgs;
  /**
   * What a node reserves for the sidecar. A default above the limit is lowered to it.
   * @default { cpu: "100m", memory: "128Mi" }
   */
  requests?: QuantitiesArgs;
}

/** A host at an Istio Gateway. */
export interface ExposeArgs {
  /**
   * Host name that callers use.
   * @example "payments-mock.example.com"
   */
  host: Input<string>;
  /**
   * The Gateway as `namespace/name`.
   * @example "istio-ingress/public"
   */
  gateway: string;
}
