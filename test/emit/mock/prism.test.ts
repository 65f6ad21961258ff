import { expect, test } from "vitest";
import { prismEngine, prismWarnings } from "../../../src/emit/mock/prism.ts";
import { slot } from "../../../src/slots.ts";
import { CONFIG, loadedMock, tableOf } from "../fixture.ts";

const documents = [
  { path: "a/shop.yaml", content: "" },
  { path: "shared/pet.yaml", content: "" },
];
const prism = { ...CONFIG, engine: "prism" as const };
const probe = { tcpSocket: { port: "http" }, timeoutSeconds: 5 };
const args = [
  "mock",
  "-h",
  "0.0.0.0",
  "-p",
  "8080",
  "--multiprocess=false",
  "-v",
  "silent",
  "/documents/a/shop.yaml",
];
const probes = {
  startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 600 },
  readinessProbe: { ...probe, periodSeconds: 5, failureThreshold: 3 },
  livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
};

test("in an image Prism serves the first document, in one process, without a log", () => {
  expect(prismEngine(prism, documents)).toEqual({
    container: { image: slot("image"), args, ...probes },
    volumes: [],
    terminationGracePeriodSeconds: 10,
  });
});

test("delivered by ConfigMap, the documents are put back into their folders", () => {
  expect(prismEngine({ ...prism, delivery: "configMap" }, documents)).toEqual({
    container: {
      image: "docker.io/stoplight/prism:5.15.11",
      args,
      ...probes,
      volumeMounts: [{ name: "documents", mountPath: "/documents", readOnly: true }],
    },
    volumes: [
      {
        name: "documents",
        configMap: {
          name: slot("mockConfigMap"),
          items: [
            { key: "0-shop.yaml", path: "a/shop.yaml" },
            { key: "1-pet.yaml", path: "shared/pet.yaml" },
          ],
        },
      },
    ],
    terminationGracePeriodSeconds: 10,
  });
});

test("faults of the latency file, which is for every stack, are a warning", () => {
  const plan = { routes: {}, faults: { default: [{ kind: 500, share: 0.1 }], routes: {} } };
  const warnings = (engine: "understudy" | "prism") =>
    prismWarnings(loadedMock(tableOf([]), plan, { engine }));
  expect(warnings("understudy")).toEqual([]);
  expect(warnings("prism")).toEqual([
    {
      where: "payments.engine",
      what: "engine prism cannot make the faults in the latency file and answers without them",
      fix: "Write engine: understudy to have them.",
    },
  ]);
});
