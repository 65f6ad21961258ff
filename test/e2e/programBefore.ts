import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { planProgram } from "../../src/program/planProgram.ts";
import { kubernetesProvider } from "../../src/program/providers.ts";
import { kubernetesArgs } from "../../src/pulumi/kubernetesArgs.ts";

// The program of version 0.1, as far as the names and the parents of its resources go: what delays a mock in the mesh
// stood beside the mock. It runs in the place of index.ts, two folders up.

class Component extends pulumi.ComponentResource {
  constructor(type: string, name: string, inputs: object, opts: pulumi.ComponentResourceOptions) {
    super(`understudy:index:${type}`, name, inputs, opts);
    this.registerOutputs();
  }
}

const { campaign, mocks } = await planProgram(import.meta.dirname);
const provider = kubernetesProvider(campaign);
const { apps, core } = kubernetes;

for (const { mock, objects } of mocks) {
  const { name, spec, engine, timeout } = mock.config;
  const customTimeouts = { create: timeout, update: timeout, delete: timeout };
  const place = objects.namespace?.metadata?.name ?? "";
  const namespace = new core.v1.Namespace(place, objects.namespace, { provider, customTimeouts });
  const parent = new Component("MockService", name, { spec, engine }, { provider });
  const child = { parent, dependsOn: namespace, customTimeouts };
  // Each mock had an account of its own.
  const { metadata } = objects.service;
  const account = new core.v1.ServiceAccount(
    `${name}-account`,
    { ...objects.serviceAccount, metadata: { ...metadata, annotations: {} } },
    child,
  );
  const { configMaps, virtualService } = objects;
  const server = new core.v1.ConfigMap(`${name}-engine`, configMaps.engine, child);
  const document = new core.v1.ConfigMap(`${name}-mock`, configMaps.mock, child);
  const deployment = kubernetesArgs<kubernetes.types.input.apps.v1.Deployment>(
    objects.deployment ?? {},
    {
      serviceAccount: metadata?.name,
      engineConfigMap: server.metadata.name,
      mockConfigMap: document.metadata.name,
    },
  );
  new apps.v1.Deployment(`${name}-deployment`, deployment, { ...child, dependsOn: account });
  new core.v1.Service(`${name}-service`, objects.service, child);
  if (virtualService !== undefined) {
    const latency = new Component("IstioLatency", name, {}, { provider, dependsOn: parent });
    const args = { ...virtualService };
    const resource = `${name}-virtual-service`;
    new kubernetes.apiextensions.CustomResource(resource, args, { parent: latency });
  }
}
