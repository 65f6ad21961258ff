import type { ConfigMap } from "kubernetes-types/core/v1.d.ts";
import type { ServiceConfig } from "../../campaign/campaign.ts";
import { mockNames } from "../../campaign/mockNames.ts";
import type { Problem } from "../../problem.ts";
import { mockLabels, sharedLabels } from "../common/labels.ts";
import { type Document, documentKey } from "./documents.ts";
import { MOCK_FILE, mockFileName } from "./mockFile.ts";
import { packServer } from "./packedServer.ts";

/** The most that the API server accepts in one ConfigMap, all values together (`MaxSecretSize` in its validation). */
export const LIMIT = 1024 * 1024;

// These ConfigMaps have no name: new content gets a new name when it is declared, so that the pods are replaced.

/** Returns the ConfigMap with the bundled server, which all mocks of a stack in a namespace share. */
export function engineConfigMap(config: ServiceConfig, bundle: string): ConfigMap {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace: mockNames(config).namespace, labels: sharedLabels(config) },
    ...packServer(bundle),
  };
}

/** Returns the ConfigMap with the mock's file, which the engine `understudy` serves. */
export function mockConfigMap(config: ServiceConfig, file: Buffer): ConfigMap {
  return { ...ofService(config), binaryData: { [MOCK_FILE]: file.toString("base64") } };
}

/** Returns a ConfigMap with the files of mocks that share their pods. */
export function mocksConfigMap(
  config: ServiceConfig,
  files: { service: ServiceConfig; file: Buffer }[],
): ConfigMap {
  const data = files.map(({ service, file }) => [mockFileName(service), file.toString("base64")]);
  return { ...ofService(config), binaryData: Object.fromEntries(data) };
}

/** Returns the ConfigMap with the documents that Prism serves, laid out by `layOut`. */
export function documentsConfigMap(config: ServiceConfig, documents: Document[]): ConfigMap {
  const data = documents.map(({ path, content }, index) => [documentKey(path, index), content]);
  return { ...ofService(config), data: Object.fromEntries(data) };
}

/** Returns a problem if a ConfigMap is larger than the cluster accepts. */
export function sizeProblems(config: ServiceConfig, { data, binaryData }: ConfigMap): Problem[] {
  const size = [
    ...Object.values(data ?? {}).map((text) => Buffer.byteLength(text)),
    ...Object.values(binaryData ?? {}).map((text) => Buffer.byteLength(text, "base64")),
  ].reduce((sum, bytes) => sum + bytes, 0);
  if (size <= LIMIT) return [];
  const files = Object.keys({ ...data, ...binaryData }).join(", ");
  return [
    {
      where: `${config.where ?? config.name}.delivery`,
      what: `expected ${files} to fit into a ConfigMap, which holds 1 MiB, received ${(size / LIMIT).toFixed(1)} MiB`,
      fix: 'Write "delivery: image", which has no such limit.',
    },
  ];
}

function ofService(config: ServiceConfig): ConfigMap {
  const { resource, namespace } = mockNames(config);
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace, labels: mockLabels(config, resource) },
  };
}
