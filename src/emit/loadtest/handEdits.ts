import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import { DECLARED, declaredDigests, digestOf } from "../../loadtest/declared.ts";
import type { Problem } from "../../problem.ts";

/** A value that somebody edited in the cluster. */
interface Edit {
  key: string;
  live: string;
  declared: string;
}

/**
 * Returns a ConfigMap in which edits by hand stay: values in the cluster that are not those that the stack declared last.
 * All others follow the stack, and so does a value that was removed.
 *
 * @param live the one in the cluster; undefined if there is none, or if it is unknown
 */
export function keepEdits(
  declared: ConfigMap,
  live: ConfigMap | undefined,
): { configMap: ConfigMap; edits: Edit[] } {
  const last: Record<string, string> = JSON.parse(live?.metadata?.annotations?.[DECLARED] ?? "{}");
  const edits: Edit[] = [];
  const kept = (values: Record<string, string>, found: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        const there = found[key];
        if (there === undefined || there === value || digestOf(there) === last[key]) {
          return [key, value];
        }
        edits.push({ key, live: there, declared: value });
        return [key, there];
      }),
    );
  const { metadata, data = {}, binaryData } = declared;
  const annotations = {
    ...metadata?.annotations,
    [DECLARED]: declaredDigests({ data, ...(binaryData && { binaryData }) }),
  };
  const configMap = {
    ...declared,
    metadata: { ...metadata, annotations },
    data: kept(data, live?.data),
    ...(binaryData && { binaryData: kept(binaryData, live?.binaryData) }),
  };
  return { configMap, edits };
}

/** Returns a warning for each edit that stays, with how to give the value back to the stack. */
export function editWarnings(edits: readonly Edit[], { metadata }: ConfigMap): Problem[] {
  const { name, namespace } = { ...metadata };
  return edits.map(({ key, live, declared }) => ({
    where: `ConfigMap ${namespace}/${name}: ${key}`,
    what: `edited by hand, and stays: ${shown(live)}; the stack says ${shown(declared)}`,
    fix: `To give it back to the stack, remove the key ${key} there, and run pulumi up again.`,
  }));
}

/** The longest text that a warning shows whole. */
const LONGEST = 60;

function shown(text: string): string {
  if (text.length <= LONGEST && !text.includes("\n")) return JSON.stringify(text);
  return `a text of ${text.split("\n").length} lines (sha256:${digestOf(text)})`;
}
