/**
 * Keys of the stack's mappings that decide where requests go, by their paths; those of a list's items by the list's.
 */
export const ROUTING_KEYS = {
  router: ["header", "hosts"],
  "router.hosts": ["host", "base", "entries"],
  "router.hosts.entries": ["key", "to"],
  "router.hosts.entries.to": ["host", "subset"],
  previews: [
    "service",
    "namespace",
    "key",
    "deployment",
    "suffix",
    "routeTo",
    "image",
    "container",
    "env",
    "replicas",
    "resources",
    "configMaps",
    "secrets",
    "expires",
    "group",
    "setup",
  ],
  "previews.resources": ["limits", "requests"],
  "previews.setup": ["image", "command", "env", "timeout"],
  previewHosts: ["gateway", "create", "domain", "host", "apis"],
  "previewHosts.create": ["selector", "tlsSecret"],
  "previewHosts.apis": ["api", "service", "base", "publicHost"],
  claims: ["issuer", "jwksUri", "jwks", "claim", "audiences", "ingress", "sidecars"],
  "claims.ingress": ["namespace", "selector"],
  replaces: ["host", "routes", "when"],
  "replaces.when": ["key"],
} as const;

/** What applies where the stack says nothing, by the same paths. */
export const ROUTING_DEFAULTS = {
  router: { header: "x-preview" },
  previews: { routeTo: "service" as const, replicas: 1, setup: { timeout: "10m" } },
  previewHosts: { host: "preview-{key}-{api}.{domain}" },
  claims: {
    claim: "service_routers",
    ingress: { namespace: "istio-system", selector: { istio: "ingressgateway" } },
    // Istio's root namespace, where a filter without selector is for all sidecars of the mesh.
    sidecars: ["istio-system"],
  },
};
