import type { ServicePort } from "kubernetes-types/core/v1.d.ts";

/** Protocols whose requests Istio routes one by one: https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/ */
const HTTP = new Set(["http", "http2", "grpc", "grpc-web", "kubernetes.io/h2c"]);

/** Returns whether a port carries HTTP: its `appProtocol`, or else the first word of its name, says so, or neither says anything. */
export function isHttpPort({ name = "", appProtocol, protocol = "TCP" }: ServicePort): boolean {
  if (protocol !== "TCP") return false;
  if (appProtocol !== undefined) return HTTP.has(appProtocol.toLowerCase());
  const [word = ""] = name.split("-");
  return HTTP.has(word) || !OTHERS.has(word);
}

const OTHERS = new Set(["https", "tcp", "tls", "udp", "mongo", "mysql", "redis"]);

/** A local port, and the Service's port whose requests it answers. */
export interface PortChoice {
  local: number;
  /** Number or name; undefined if the Service has only one. */
  service?: string;
}

/** Reads `8080`, `8080:80` or `8080:http`. */
export function readPortChoice(text: string): PortChoice | undefined {
  const [, local = "", service] = /^(\d{1,5})(?::([a-z0-9-]+))?$/.exec(text) ?? [];
  const port = Number(local);
  if (local === "" || port < 1 || port > 65_535) return undefined;
  return { local: port, ...(service !== undefined && { service }) };
}
