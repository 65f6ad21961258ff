import type { Entry } from "../routing/entry.ts";
import type { HttpRoute } from "../routing/httpRoute.ts";

/** The hosts that a stack routes; it alone writes their VirtualServices. */
export interface RouterConfig {
  /** Plain header that carries route keys beside `baggage`, in lower case. */
  header: string;
  /** Empty where another stack has the hosts, and this one their gateway only. */
  hosts: RoutedHost[];
}

/** The team's own routes. */
export interface BaseRoutes {
  /** As they stand in the stack; what is in `baseFile`, once `loadBaseRoutes` has read it. */
  base: HttpRoute[];
  /** Path of the team's YAML from the project's root: a VirtualService, or its list of http routes. */
  baseFile?: string;
}

export interface RoutedHost extends BaseRoutes {
  where?: string;
  /** Full name of the origin's Service: `payments.shop.svc.cluster.local`. */
  host: string;
  /** Declared in the stack; those of annotated Services are added when the cluster is read. */
  entries: Entry[];
}

/** A copy of one Deployment that requests with `key` reach. */
export interface PreviewConfig {
  where?: string;
  /** Route key of the requests that reach it: `pr-12`. */
  key: string;
  /** The Service whose requests are meant, and the namespace that it, its Deployment and the copy live in. */
  service: string;
  namespace: string;
  /** The Deployment that is copied. */
  deployment: string;
  /** Put behind the names of the copies, after a dash. */
  suffix: string;
  /** Requests with the key are routed to a Service of its own, or to a subset of the origin's Service. */
  routeTo: "service" | "subset";
  image?: string;
  /** The container that `image`, `env` and `resources` change; needed where the Deployment has several. */
  container?: string;
  /** Environment variables that are set; `null` removes one. */
  env: Record<string, string | null>;
  replicas: number;
  /** Limits and requests that replace the origin's. */
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> };
  /** ConfigMaps and Secrets of the origin (keys) that others (values) take the place of. */
  configMaps: Record<string, string>;
  secrets: Record<string, string>;
  /** When it may be removed: RFC 3339 in UTC, `2026-11-27T10:00:00Z`. */
  expires?: string;
  /** Marks the replicas of one change. */
  group: string;
  /** A Job that must succeed before the copy starts: a database or a queue of its own. */
  setup?: { image?: string; command: string[]; env: Record<string, string>; timeout: string };
}

/** Preview hosts at an Istio Gateway. */
export interface PreviewHostsConfig {
  /** `namespace/name` of a Gateway that exists, or of the one that `create` makes. */
  gateway: string;
  create?: {
    /** Labels of the ingress gateway's pods. */
    selector: Record<string, string>;
    /** Secret with the certificate of `*.<domain>`, in the ingress gateway's namespace; HTTP only without it. */
    tlsSecret?: string;
  };
  domain: string;
  /** Template of preview hosts with `{key}`, `{api}` and `{domain}`. */
  host: string;
  apis: GatewayApi[];
}

/** `base` are the team's routes at the gateway, kept for preview hosts too. */
export interface GatewayApi extends BaseRoutes {
  where?: string;
  /** What `{api}` stands for: `payments`. */
  api: string;
  /** Full name of the Service behind it. */
  service: string;
  /** Its port for requests from outside; needed where it has several, since a gateway's own port says nothing. */
  port?: number;
  /** The API's ordinary host; given only where this stack is to route it by claims too. */
  publicHost?: string;
}

/** Route keys and targets in a JSON Web Token's claim. */
export interface ClaimsConfig {
  claim: string;
  issuer: string;
  audiences: string[];
  /** Public keys: an address, or the set itself as JSON text; with neither Istio asks the issuer. */
  jwksUri?: string;
  jwks?: string;
  /** Labels and namespace of the ingress gateway's pods. */
  ingress: { namespace: string; selector: Record<string, string> };
  /** Namespaces whose sidecars copy the claim to headers; the mesh's root namespace means all. */
  sidecars: string[];
}

/** Requests of an origin's host that a mock answers in its place. */
export interface ReplacesConfig {
  /** The stack that says so: its router knows it from there, another stack's from the mock's Service. */
  stack?: string;
  /** Full name of the origin's Service. */
  host: string;
  /** Route keys of the document (`GET /pets/{petId}`); all of them where undefined. */
  routes?: string[];
  /** Only requests that carry this key. */
  when?: { key: string };
}
