import type { BesideRoutes } from "../routing/besideRoutes.ts";
import type { Entry } from "../routing/entry.ts";
import type { HttpRoute } from "../routing/httpRoute.ts";

/** The hosts that a stack routes. No other stack may write their VirtualServices. */
export interface RouterConfig {
  /** Plain header that carries route keys beside `baggage`, in lower case. */
  header: string;
  /** Empty if another stack routes the hosts and this one only has their gateway. */
  hosts: RoutedHost[];
}

/** The team's own routes. */
export interface BaseRoutes {
  /** As written in the stack; or the content of `baseFile`, once `loadBaseRoutes` has read it. */
  base: HttpRoute[];
  /** Path of the team's YAML file, relative to the project's root: a VirtualService, or its list of http routes. */
  baseFile?: string;
  /** What the team's VirtualService says besides them, if it is one. */
  beside?: BesideRoutes;
}

export interface RoutedHost extends BaseRoutes {
  where?: string;
  /** Full name of the origin's Service: `payments.shop.svc.cluster.local`. */
  host: string;
  /** Declared in the stack. Entries of annotated Services are added when the cluster is read. */
  entries: Entry[];
}

/** A copy of one Deployment, which requests with `key` reach. */
export interface PreviewConfig {
  where?: string;
  /** Route key of the requests that reach it: `pr-12`. */
  key: string;
  /** The Service whose requests are routed. Its namespace is also that of its Deployment and of the copy. */
  service: string;
  namespace: string;
  /** The Deployment that is copied. */
  deployment: string;
  /** Appended to the names of the copies after a dash. */
  suffix: string;
  /** Whether requests with the key go to a Service of the copy's own, or to a subset of the origin's Service. */
  routeTo: "service" | "subset";
  image?: string;
  /** The container that `image`, `env` and `resources` change. Needed if the Deployment has several. */
  container?: string;
  /** Environment variables to set; `null` removes one. */
  env: Record<string, string | null>;
  replicas: number;
  /** Limits and requests that replace the origin's. */
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
  /** ConfigMaps and Secrets to replace: the origin's name is the key, the replacement's name is the value. */
  configMaps: Record<string, string>;
  secrets: Record<string, string>;
  /** When the preview may be removed: RFC 3339 in UTC, `2026-11-27T10:00:00Z`. */
  expires?: string;
  /** Groups the replicas of one change. */
  group: string;
  /** A Job that must succeed before the copy starts, for example to make a database or queue for it. */
  setup?: { image?: string; command: string[]; env: Record<string, string>; timeout: string };
}

/** An agent that waits for a laptop, which answers the requests with `key`. */
export interface LaptopConfig {
  where?: string;
  /** Route key of the requests that reach the laptop: `ann`. */
  key: string;
  /** The Service whose requests are routed, and its namespace, which is also the agent's. */
  service: string;
  namespace: string;
  /** The Service's ports that carry HTTP, by their names. */
  ports: Record<string, number>;
  /** SHA-256 of the public keys of the laptops that may join, one at a time, in hexadecimal. */
  fingerprints: string[];
  /** ServiceAccount of the agent's pod, for the identity of the laptop's calls; undefined for one of its own. */
  serviceAccount?: string;
  /** An image with Node. */
  image: string;
  /** Names of Secrets with logins of private registries. */
  pullSecrets: string[];
  timeout: string;
}

/** Preview hosts at an Istio Gateway. */
export interface PreviewHostsConfig {
  /** `namespace/name` of a Gateway that exists, or of the one that `create` makes. */
  gateway: string;
  create?: {
    /** Labels of the ingress gateway's pods. */
    selector: Record<string, string>;
    /**
     * Secret with the certificate for `*.<domain>`, in the ingress gateway's namespace. Without it there is only HTTP.
     */
    tlsSecret?: string;
  };
  domain: string;
  /** Template of preview hosts with `{key}`, `{api}` and `{domain}`. */
  host: string;
  apis: GatewayApi[];
}

/** An API at the gateway. `base` holds the team's routes at the gateway, which preview hosts keep. */
export interface GatewayApi extends BaseRoutes {
  where?: string;
  /** The value of `{api}`: `payments`. */
  api: string;
  /** Full name of the Service behind it. */
  service: string;
  /** The Service's port for requests from outside. Needed if it has several: the gateway's own port does not tell. */
  port?: number;
  /** The API's ordinary host. Given only if this stack is to route it by claims as well. */
  publicHost?: string;
}

/** Route keys and targets in a claim of a JSON Web Token. */
export interface ClaimsConfig {
  where?: string;
  claim: string;
  issuer: string;
  audiences: string[];
  /** Public keys: their URL, or the key set itself as JSON text. Without both, Istio asks the issuer. */
  jwksUri?: string;
  jwks?: string;
  /** Labels and namespace of the ingress gateway's pods. */
  ingress: { namespace: string; selector: Record<string, string> };
  /**
   * Namespaces whose sidecars copy the claim to headers. The mesh's root namespace stands for all, and is the default.
   */
  sidecars?: string[];
  /** Labels of the pods whose sidecars do so; undefined for all. */
  sidecarSelector?: Record<string, string>;
  /** What the sidecars run; Lua if undefined. */
  filter?: "lua" | "wasm";
}

/** Requests of an origin's host that a mock answers instead. */
export interface ReplacesConfig {
  /**
   * The stack that declares it. That stack's router knows it from the configuration, other stacks' routers from the
   * mock's Service.
   */
  stack?: string;
  /** Full name of the origin's Service. */
  host: string;
  /** Routes of the document (`GET /pets/{petId}`); undefined for all. */
  routes?: string[];
  /** Only requests that carry this key. */
  when?: { key: string };
}
