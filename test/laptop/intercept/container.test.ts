import type { PodTemplateSpec, ServicePort } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { containerBehind } from "../../../src/laptop/intercept/container.ts";

const template: PodTemplateSpec = {
  spec: {
    containers: [
      { name: "log" },
      { name: "app", ports: [{ name: "http", containerPort: 8080 }] },
      { name: "grpc", ports: [{ containerPort: 9090 }] },
    ],
  },
};
const metadata = { annotations: { "kubectl.kubernetes.io/default-container": "grpc" } };

test.each<[string, ServicePort, PodTemplateSpec, string]>([
  ["that has the target port's name", { port: 80, targetPort: "http" }, template, "app"],
  ["that has its number", { port: 80, targetPort: 9090 }, template, "grpc"],
  ["that has the Service's own number", { port: 8080 }, template, "app"],
  [
    "that is annotated, if none says that it listens there",
    { port: 1 },
    { ...template, metadata },
    "grpc",
  ],
  ["that is the first, if nothing else is said", { port: 1 }, template, "log"],
])("a port leads to the container %s", (_, port, pod, expected) => {
  expect(containerBehind(pod, port)).toBe(expected);
});
