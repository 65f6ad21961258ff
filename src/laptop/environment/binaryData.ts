import type { WorldSources } from "./sources.ts";

/** The data of a ConfigMap or Secret by its keys, or why there is none. */
export type BinaryData =
  | { source: string; data: Readonly<Record<string, Buffer>>; texts: ReadonlySet<string> }
  | { why: string; absent: boolean };

/**
 * Returns the data of the ConfigMap or the Secret of a name.
 *
 * @returns `texts` are the keys that can be variables: all but the binary data of a ConfigMap
 */
export function binaryData(
  { configMaps, secrets }: WorldSources,
  { configMap, secret }: { configMap?: string | undefined; secret?: string | undefined },
): BinaryData {
  const source = configMap === undefined ? `Secret ${secret}` : `ConfigMap ${configMap}`;
  const found = configMap === undefined ? secrets.get(secret ?? "") : configMaps.get(configMap);
  if (found === undefined || "absent" in found) {
    return { why: `${source} does not exist`, absent: true };
  }
  if ("refused" in found) return { why: found.refused, absent: false };
  const { data = {}, ...rest } = found.object;
  const binary = "binaryData" in rest ? (rest.binaryData ?? {}) : {};
  const texts = buffers(data, configMap === undefined ? "base64" : "utf8");
  const all = { ...texts, ...buffers(binary, "base64") };
  return { source, data: all, texts: new Set(Object.keys(texts)) };
}

function buffers(data: Readonly<Record<string, string>>, encoding: "base64" | "utf8") {
  const entries = Object.entries(data).map(([key, text]) => [key, Buffer.from(text, encoding)]);
  return Object.fromEntries(entries) as Record<string, Buffer>;
}
