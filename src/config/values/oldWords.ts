/**
 * The replacement for each old word of a stack, by its path without indexes. Paths of a service do not begin with
 * `services` or `defaults`.
 */
export const OLD_WORDS: Record<string, string> = {
  gateway: "Write previewHosts.",
  "resources.cpu": "Write resources.limits.cpu.",
  "resources.memory": "Write resources.limits.memory.",
  "sidecar.cpu": "Write sidecar.limits.cpu.",
  "sidecar.memory": "Write sidecar.limits.memory.",
  "previews.by": "Write routeTo.",
  "previewHosts.apis.port": "Write it in service, such as catalog.shop:8080.",
  "router.hosts.entries.to.port": "Write it in host, such as catalog-alice.shop:8080.",
};

/** The replacement for each old value of a key, with a function that recognises the value. */
export const OLD_VALUES: Record<string, { is: (value: unknown) => boolean; fix: string }> = {
  namespace: {
    is: isObject,
    fix: "Write the name as namespace, and create as createNamespace.",
  },
  image: { is: isObject, fix: "Write build: image is a ready image of the mock." },
  istio: { is: isFalse, fix: "Write istio: none." },
  sidecar: { is: isFalse, fix: "Write sidecar: none." },
  latency: { is: isFalse, fix: "Write latency: none." },
  tags: { is: isFalse, fix: "Write tags: none." },
  registry: { is: isFalse, fix: "Write registry: none." },
  "istio.revision": { is: isFalse, fix: "Write revision: none." },
};

/** Returns what to write instead of an old word or value, or undefined if neither is old. */
export function newWord(path: string, value: unknown): string | undefined {
  const words = path.replace(/\[\d+\]/g, "").replace(/^(services|defaults)\./, "");
  const old = OLD_VALUES[words];
  return OLD_WORDS[words] ?? (old?.is(value) ? old.fix : undefined);
}

function isFalse(value: unknown): boolean {
  return value === false;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
