import type { AgentRoute } from "./takes.ts";

/** What the laptop's command tells the agent, as JSON in its environment. No secret is in it. */
export interface AgentSettings {
  /** Name of the agent's objects, and `<name>.<namespace>`, by which its returned requests are known. */
  name: string;
  namespace: string;
  /** Fingerprint of the laptop's certificate; undefined for an agent that a stack declares. */
  laptop?: string;
  /** Fingerprints of the keys of laptops that may join an agent that a stack declares, one at a time. */
  laptopKeys?: string[];
  /** Whose intercept it is, for people: `ann@mac since 2026-11-27T10:00Z`. */
  holder: string;
  /** What is intercepted; without it the agent only opens connections for the laptop. */
  intercept?: InterceptSettings;
  /** How long it waits for a laptop that is away, and how long it runs at all, in milliseconds; undefined for ever. */
  grace?: number;
  ttl?: number;
  /** The VirtualServices of its namespace that lead to it, which it takes itself out of at its end. */
  virtualServices: { name: string }[];
}

export interface InterceptSettings {
  /** Full name of the origin: `payments.shop.svc.cluster.local`. */
  origin: string;
  /** Undefined if all requests are the laptop's. */
  key?: string;
  /** The plain header that carries keys. */
  keyHeader: string;
  ports: AgentPort[];
  /** The routes whose requests reach the laptop, and those that are tried before them. @default all requests do */
  routes?: AgentRoute[];
  /** Whether the laptop gets copies, and the origin answers. @default false */
  mirror?: boolean;
  /** Undefined where routes lead to the agent. */
  led?: LedIntercept;
}

/** An intercept to which the origin's Service itself leads. */
export interface LedIntercept {
  /** Name of that Service. */
  service: string;
  /** Full name of the Service that leads to the origin's pods meanwhile. */
  pods: string;
  /** When the agent was made, in milliseconds since 1970. */
  made: number;
}

export interface AgentPort {
  /** By which a laptop may name it, where it chooses ports as it joins. */
  name?: string;
  /** Of the origin's Service. */
  port: number;
  /** In the agent's pod. */
  listen: number;
  /** Whether requests go to the laptop; all others go on to the origin. */
  toLaptop: boolean;
  /** Its name in the pods, if the Service finds it by that. */
  podPort?: string;
  /** Whether its bytes are passed on as they are, without a look at requests. */
  bytes?: true;
}

/** The variable that has the settings. */
export const SETTINGS = "UNDERSTUDY_AGENT";

/** On the pod's loopback, which port-forwards reach and nothing else. */
export const CONTROL_PORT = 17_890;
/** Where the kubelet asks whether the laptop has come. */
export const PROBE_PORT = 17_891;
/** Where whoever forwards that port asks whose laptop is there. */
export const LAPTOP_PATH = "/laptop";
/** The port of the agent's pod for the Service's first HTTP port; the next ones follow. */
export const FIRST_PORT = 17_900;
