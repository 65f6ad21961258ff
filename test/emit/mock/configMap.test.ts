import { brotliCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  documentsConfigMap,
  engineConfigMap,
  mockConfigMap,
  sizeProblems,
} from "../../../src/emit/mock/configMap.ts";
import { CONFIG, LABELS } from "../fixture.ts";

const MIB = 1024 * 1024;
const metadata = { namespace: "shop-prism-mock", labels: LABELS };

test("the mock's file is binary data, without a name of its own", () => {
  expect(mockConfigMap(CONFIG, Buffer.from([1, 2, 3]))).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    binaryData: { "mock.json.gz": "AQID" },
  });
});

test("the engine belongs to no service", () => {
  expect(engineConfigMap(CONFIG, "serve()")).toMatchObject({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      namespace: "shop-prism-mock",
      labels: {
        "app.kubernetes.io/part-of": "understudy",
        "app.kubernetes.io/managed-by": "understudy",
      },
    },
    data: { "server.mjs": expect.stringMatching(/^import /) },
    binaryData: { "server.mjs.br": brotliCompressSync("serve()").toString("base64") },
  });
});

test("Prism's documents are text, under keys without slashes", () => {
  const documents = [
    { path: "shop.yaml", content: "a" },
    { path: "shared/pet.yaml", content: "b" },
  ];
  expect(documentsConfigMap(CONFIG, documents)).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data: { "0-shop.yaml": "a", "1-pet.yaml": "b" },
  });
});

test("1 MiB fits, as bytes and not as base64", () => {
  expect(sizeProblems(CONFIG, mockConfigMap(CONFIG, Buffer.alloc(MIB)))).toEqual([]);
});

test("a byte more is a problem that names the service, the size and the way out", () => {
  expect(sizeProblems(CONFIG, mockConfigMap(CONFIG, Buffer.alloc(MIB + 1)))).toEqual([
    {
      where: "payments.delivery",
      what: "expected mock.json.gz to fit into a ConfigMap, which holds 1 MiB, received 1.0 MiB",
      fix: 'Write "delivery: image", which has no such limit.',
    },
  ]);
});

test("all values of a ConfigMap count, in bytes", () => {
  const half = "é".repeat(MIB / 4 + 1);
  const documents = ["a", "b"].map((path) => ({ path, content: half }));
  expect(sizeProblems(CONFIG, documentsConfigMap(CONFIG, documents))).toHaveLength(1);
});
