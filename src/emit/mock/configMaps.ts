import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import type { MockPods } from "../../campaign/mockPods.ts";
import {
  documentsConfigMap,
  engineConfigMap,
  LIMIT,
  mockConfigMap,
  mocksConfigMap,
} from "./configMap.ts";
import type { Document } from "./documents.ts";
import { fitsInto, mockFile } from "./mockFile.ts";

/** The ConfigMaps of pods, by the names that the pods' slots have for them. */
export interface ConfigMaps {
  /** The bundled server, which all mocks of a stack in a namespace share. */
  engine?: ConfigMap;
  /** The service's compiled document, or what Prism reads. */
  mock?: ConfigMap;
  /** The compiled documents of mocks that share their pods, as many in each as one holds. */
  [mocks: `mocks${number}`]: ConfigMap;
}

/** Returns the ConfigMaps of pods. Without a bundle they are left out, except documents that are too large. */
export function podConfigMaps(
  { config, mocks }: MockPods,
  engineBundle: (() => string) | undefined,
  documents: Document[],
): ConfigMaps {
  if (config.delivery === "image") return {};
  if (config.engine === "prism") return { mock: documentsConfigMap(config, documents) };
  const included =
    engineBundle === undefined ? mocks.filter((mock) => !fitsInto(LIMIT, mock)) : mocks;
  const files = included.map((mock) => ({ service: mock.config, file: mockFile(mock) }));
  const engine = engineBundle && { engine: engineConfigMap(config, engineBundle()) };
  if (config.pods === "own") {
    const [own] = files;
    return { ...engine, ...(own && { mock: mockConfigMap(config, own.file) }) };
  }
  const packs = inPacks(files, ({ file }) => file.length);
  const entries = packs.map((pack, i) => [`mocks${i}`, mocksConfigMap(config, pack)] as const);
  return { ...engine, ...Object.fromEntries(entries) };
}

/** Returns the items in lists of which each fits into a ConfigMap. */
function inPacks<T>(items: readonly T[], sizeOf: (item: T) => number): T[][] {
  const packs: T[][] = [];
  let room = 0;
  for (const item of items) {
    if (sizeOf(item) > room) {
      packs.push([]);
      room = LIMIT;
    }
    packs.at(-1)?.push(item);
    room -= sizeOf(item);
  }
  return packs;
}
