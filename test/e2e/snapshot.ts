import { getObjects, kubectl } from "./run.ts";

/** What the cluster writes by itself: about pods that come and go, and about what happened. */
const PASSING = /^(pods|replicasets|endpoints|endpointslices|events|pods\.metrics)(\.|$)/;

/**
 * Resolves to everything that lies in some namespaces, `shop Service/payments`, without states, versions and who wrote
 * what.
 */
export async function snapshotOf(...namespaces: string[]): Promise<Record<string, unknown>> {
  const listed = ["api-resources", "--namespaced", "--verbs=list", "-o", "name"];
  const kinds = (await kubectl(...listed)).trim().split("\n");
  const kept = kinds.filter((kind) => !PASSING.test(kind)).join(",");
  const lists = await Promise.all(namespaces.map((one) => getObjects(kept, "-n", one)));
  return Object.fromEntries(
    lists.flat().map(({ kind, metadata, ...object }) => {
      const { resourceVersion: _, generation: __, ...own } = Object(metadata);
      const { status: ___, ...content } = Object(object);
      return [`${own.namespace} ${kind}/${own.name}`, { ...content, metadata: own }];
    }),
  );
}
