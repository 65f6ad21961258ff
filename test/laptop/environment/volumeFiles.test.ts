import type { Volume } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import type { WorldSources } from "../../../src/laptop/environment/sources.ts";
import { volumeFiles } from "../../../src/laptop/environment/volumeFiles.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const sources: WorldSources = {
  pod: { metadata: { name: "a", labels: { app: "a" } }, spec: { containers: [] } },
  configMaps: new Map([
    ["settings", { object: { data: { a: "1", b: "2" }, binaryData: { blob: base64("x") } } }],
    ["closed", { refused: "you may not get configmaps" }],
  ]),
  secrets: new Map([["db", { object: { data: { a: base64("s") } } }]]),
  services: { object: [] },
  defaultLimits: undefined,
};

function filesOf(
  volume: Omit<Volume, "name">,
  token: { object: string } | { refused: string } = { object: "t" },
) {
  const made = volumeFiles({ name: "v", ...volume }, { name: "app" }, sources, () => token);
  if (made === undefined) return undefined;
  return {
    files: [...made.files].map(([path, { data, mode }]) => `${path} ${mode.toString(8)} ${data}`),
    missing: made.missing.map(({ what, why }) => `${what}: ${why}`),
  };
}

test("a volume has all keys, binary ones too, with its mode", () => {
  expect(filesOf({ configMap: { name: "settings", defaultMode: 0o400 } })).toEqual({
    files: ["a 400 1", "b 400 2", "blob 400 x"],
    missing: [],
  });
});

test("items choose keys, their paths and their modes", () => {
  const items = [
    { key: "b", path: "x/y", mode: 0o600 },
    { key: "none", path: "z" },
  ];
  expect(filesOf({ configMap: { name: "settings", items } })).toEqual({
    files: ["x/y 600 2"],
    missing: ["file z of volume v: ConfigMap settings has no key none"],
  });
  expect(filesOf({ configMap: { name: "settings", items, optional: true } })?.missing).toEqual([]);
});

test("what is not there or may not be read is named, and what is optional and not there is not", () => {
  expect(filesOf({ secret: { secretName: "none" } })?.missing).toEqual([
    "volume v: Secret none does not exist",
  ]);
  expect(filesOf({ secret: { secretName: "none", optional: true } })).toEqual({
    files: [],
    missing: [],
  });
  expect(filesOf({ configMap: { name: "closed", optional: true } })?.missing).toEqual([
    "volume v: you may not get configmaps",
  ]);
});

test("later sources of a projected volume take the place of earlier ones", () => {
  const projected = {
    sources: [
      { configMap: { name: "settings", items: [{ key: "a", path: "a" }] } },
      { secret: { name: "db" } },
      { serviceAccountToken: { path: "token" } },
      { downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
    ],
  };
  expect(filesOf({ projected })).toEqual({
    files: ["a 644 s", "token 644 t", 'labels 644 app="a"'],
    missing: [],
  });
  expect(filesOf({ projected }, { refused: "you may not create tokens" })?.missing).toEqual([
    "file token of volume v: you may not create tokens",
  ]);
});

test("a field that the pod does not have is named", () => {
  const items = [{ path: "ip", fieldRef: { fieldPath: "status.podIP" } }];
  expect(filesOf({ downwardAPI: { items } })?.missing).toEqual([
    "file ip of volume v: status.podIP is not known",
  ]);
});

test("a volume with data of its own has no files here", () => {
  expect(filesOf({ emptyDir: {} })).toBeUndefined();
  expect(filesOf({ persistentVolumeClaim: { claimName: "data" } })).toBeUndefined();
});
