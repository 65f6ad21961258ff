import type { Pod } from "kubernetes-types/core/v1.d.ts";

/** Fields that have one value for a pod, by their paths. */
const FIELDS: Record<string, (pod: Pod) => string | undefined> = {
  "metadata.name": ({ metadata }) => metadata?.name,
  "metadata.namespace": ({ metadata }) => metadata?.namespace,
  "metadata.uid": ({ metadata }) => metadata?.uid,
  "metadata.labels": ({ metadata }) => lines(metadata?.labels),
  "metadata.annotations": ({ metadata }) => lines(metadata?.annotations),
  "spec.nodeName": ({ spec }) => spec?.nodeName,
  "spec.serviceAccountName": ({ spec }) => spec?.serviceAccountName,
  "status.hostIP": ({ status }) => status?.hostIP,
  "status.hostIPs": ({ status }) => addresses(status?.hostIPs) ?? status?.hostIP,
  "status.podIP": ({ status }) => status?.podIP,
  "status.podIPs": ({ status }) => addresses(status?.podIPs) ?? status?.podIP,
};

/**
 * Returns the value of a pod's field as `fieldRef` and downward files have it, or undefined if the pod does not have it
 * yet. A label or annotation that is not there is empty.
 *
 * @param path `metadata.name`, `metadata.labels['app']`, `status.podIP`, …
 */
export function fieldValue(pod: Pod, path: string): string | undefined {
  const [, kind, key] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? [];
  if (kind === undefined || key === undefined) return FIELDS[path]?.(pod);
  const { labels = {}, annotations = {} } = pod.metadata ?? {};
  return (kind === "labels" ? labels : annotations)[key] ?? "";
}

function addresses(list: readonly { ip?: string }[] | undefined): string | undefined {
  return list?.map(({ ip }) => ip).join(",");
}

/** Returns a line `key="value"` for each pair, by key. Go's `%q` writes the value. */
function lines(pairs: Readonly<Record<string, string>> = {}): string {
  return Object.keys(pairs)
    .sort()
    .map((key) => `${key}=${goQuoted(pairs[key] ?? "")}`)
    .join("\n");
}

const ESCAPES: Record<string, string> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

/** Returns a text in double quotes as Go's `strconv.Quote` writes it: what cannot be printed is escaped. */
function goQuoted(text: string): string {
  const escaped = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code < 0x20 || code === 0x7f || ESCAPES[character] !== undefined) {
      return ESCAPES[character] ?? `\\x${hex.padStart(2, "0")}`;
    }
    return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
