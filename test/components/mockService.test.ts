import * as kubernetes from "@pulumi/kubernetes";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MockService } from "../../components/mockService.ts";
import type { ServiceConfig } from "../../src/campaign/campaign.ts";
import type { LoadedMock } from "../../src/campaign/loadMocks.ts";
import { mockObjects } from "../../src/emit/mock/mockObjects.ts";
import { withPlan } from "../../src/pulumi/planned.ts";
import { fillSlots } from "../../src/slots.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { type Declared, outputValue, owned, type Run, runProgram } from "../pulumi.ts";

const IMAGE = "registry.example.com/payments-prism-mock@sha256:1";
const PARENT = "understudy:index:MockService::payments";
const NAMESPACE = "kubernetes:core/v1:Namespace::shop-prism-mock";
const ACCOUNT = "kubernetes:core/v1:ServiceAccount::shop-prism-mock-account";
const context = { revision: "1-24-3", engineBundle: () => "serve()" };

afterEach(() => {
  vi.restoreAllMocks();
});

test("delivered by image, a mock is a namespace, an account, a Deployment and a Service", async () => {
  const { declared } = await declare({});
  const child = { parent: PARENT, provider: "kubernetes", timeout: "10m" };
  expect(declared.map(({ inputs, ...resource }) => resource)).toEqual([
    { type: "pulumi:providers:kubernetes", name: "kubernetes" },
    { type: "understudy:index:MockService", name: "payments" },
    {
      ...child,
      type: "kubernetes:apps/v1:Deployment",
      name: "payments-deployment",
      dependsOn: [ACCOUNT],
    },
    {
      ...child,
      type: "kubernetes:core/v1:Service",
      name: "payments-service",
      dependsOn: [NAMESPACE],
    },
    {
      type: "kubernetes:core/v1:Namespace",
      name: "shop-prism-mock",
      provider: "kubernetes",
      timeout: "10m",
    },
    {
      type: "kubernetes:core/v1:ServiceAccount",
      name: "shop-prism-mock-account",
      provider: "kubernetes",
      dependsOn: [NAMESPACE],
      timeout: "10m",
    },
  ]);
});

test("every object is declared as it was emitted, with the image in its slot", async () => {
  const { declared } = await declare({});
  const { namespace, serviceAccount, deployment, service } = mockObjects(mockOf({}), context);
  expect(objectsOf(declared)).toEqual({
    "payments-deployment": owned(
      fillSlots(deployment, {
        image: IMAGE,
        serviceAccount: "shop-prism-mock-account-1a2b3c",
      }),
    ),
    "payments-service": owned(service),
    "shop-prism-mock": owned(namespace),
    "shop-prism-mock-account": owned(serviceAccount),
  });
});

test("delivered by ConfigMap, two of them have names that Pulumi makes, and the Deployment waits for them", async () => {
  const config = { delivery: "configMap" } as const;
  const { declared } = await declare(config);
  const { configMaps, deployment } = mockObjects(mockOf(config), context);
  const objects = objectsOf(declared);
  expect([objects["shop-prism-mock-engine"], objects["payments-mock"]]).toEqual([
    owned(configMaps.engine),
    owned(configMaps.mock),
  ]);
  expect(configMaps.engine?.metadata).not.toHaveProperty("name");
  expect(objects["payments-deployment"]).toEqual(
    owned(
      fillSlots(deployment, {
        serviceAccount: "shop-prism-mock-account-1a2b3c",
        engineConfigMap: "shop-prism-mock-engine-1a2b3c",
        mockConfigMap: "payments-mock-1a2b3c",
      }),
    ),
  );
  expect(find(declared, "payments-deployment").dependsOn).toEqual([
    "kubernetes:core/v1:ConfigMap::payments-mock",
    "kubernetes:core/v1:ConfigMap::shop-prism-mock-engine",
    ACCOUNT,
  ]);
});

test("a budget and an autoscaler are declared when asked for", async () => {
  const config = { autoscaling: { min: 2, max: 5, cpu: "70%" }, minAvailable: 1 };
  const { declared } = await declare(config);
  const objects = mockObjects(mockOf(config), context);
  expect(objectsOf(declared)).toMatchObject({
    "payments-autoscaler": objects.horizontalPodAutoscaler,
    "payments-disruption-budget": objects.podDisruptionBudget,
  });
  expect(find(declared, "payments-autoscaler").dependsOn).toEqual([
    "kubernetes:apps/v1:Deployment::payments-deployment",
  ]);
});

test("waiting ends at the service's timeout", async () => {
  const { declared } = await declare({ timeout: "3m" });
  const timeouts = declared.filter(({ parent }) => parent === PARENT).map(({ timeout }) => timeout);
  expect(timeouts).toEqual(["3m", "3m"]);
  expect(find(declared, "shop-prism-mock").timeout).toBe("3m");
});

describe("the server's ConfigMap", () => {
  const delivery = "configMap";
  const enginesIn = (declared: Declared[]) =>
    declared.filter(({ name }) => name.includes("-engine"));

  test("is declared once for all mocks of a namespace, behind it, and is no child of any", async () => {
    const { declared } = await declare({ delivery }, { others: ["users"] });
    expect(enginesIn(declared).map(({ inputs, ...resource }) => resource)).toEqual([
      {
        type: "kubernetes:core/v1:ConfigMap",
        name: "shop-prism-mock-engine",
        provider: "kubernetes",
        dependsOn: [NAMESPACE],
        timeout: "10m",
      },
    ]);
    const [payments, users] = ["payments", "users"].map((name) =>
      JSON.stringify(find(declared, `${name}-deployment`).inputs),
    );
    expect([payments, users]).toEqual(
      Array(2).fill(expect.stringContaining('"name":"shop-prism-mock-engine-1a2b3c"')),
    );
  });

  test("is declared once a cluster", async () => {
    const { declared } = await declare({ delivery }, { others: ["users"], otherCluster: true });
    expect(enginesIn(declared).map(({ name, provider }) => [name, provider])).toEqual([
      ["shop-prism-mock-engine", "kubernetes"],
      ["shop-prism-mock-engine-other", "other"],
    ]);
  });

  test("is shared in a namespace that is only used, too", async () => {
    const used = { delivery, namespace: "shop", createNamespace: false } as const;
    const { declared } = await declare(used, { others: ["users"] });
    expect(enginesIn(declared).map(({ name }) => name)).toEqual(["shop-engine"]);
  });

  test("is neither made nor bundled for a mock with a ready image", async () => {
    const image = "registry.example.com/payments:1";
    const engineBundle = vi.fn(() => "serve()");
    mockObjects(mockOf({ image }), { revision: "", engineBundle });
    expect(engineBundle).not.toHaveBeenCalled();
  });
});

describe("the namespace", () => {
  test("is declared once for all services that share it, and is no child of any", async () => {
    const { declared } = await declare({}, { others: ["users"] });
    expect(namesOf(declared)).toEqual([
      "payments",
      "payments-deployment",
      "payments-service",
      "shop-prism-mock",
      "shop-prism-mock-account",
      "users",
      "users-deployment",
      "users-service",
    ]);
    expect(find(declared, "shop-prism-mock").parent).toBeUndefined();
    for (const name of ["payments-service", "users-service"]) {
      expect(find(declared, name).dependsOn).toEqual([NAMESPACE]);
    }
  });

  test("is declared once a cluster", async () => {
    const { declared } = await declare({}, { others: ["users"], otherCluster: true });
    const namespaces = declared.filter(({ type }) => type.endsWith(":Namespace"));
    expect(namespaces.map(({ name, provider }) => [name, provider])).toEqual([
      ["shop-prism-mock", "kubernetes"],
      ["shop-prism-mock-other", "other"],
    ]);
  });

  test("is looked up if it is adopted, so that a missing one is an error", async () => {
    const { declared } = await declare({ adopt: true });
    const { found, inputs, provider, parent } = find(declared, "shop-prism-mock");
    expect({ found, inputs, provider, parent }).toEqual({
      found: "shop-prism-mock",
      inputs: {},
      provider: "kubernetes",
      parent: undefined,
    });
  });

  test("is neither created nor looked up if it is only used", async () => {
    const { declared } = await declare({ namespace: "shop", createNamespace: false });
    expect(namesOf(declared)).toEqual([
      "payments",
      "payments-deployment",
      "payments-service",
      "shop-account",
    ]);
    expect(find(declared, "payments-service").inputs.metadata).toMatchObject({ namespace: "shop" });
  });
});

describe("the outputs", () => {
  test("are the address, the host and a command", async () => {
    expect(await outputsOf(await declare({}))).toEqual({
      host: "payments-prism-mock.shop-prism-mock.svc.cluster.local",
      url: "http://payments-prism-mock.shop-prism-mock.svc.cluster.local",
      curl: "curl http://payments-prism-mock.shop-prism-mock.svc.cluster.local/pets",
    });
  });

  test("name the port if it is not HTTP's default", async () => {
    const { url, curl } = await outputsOf(
      await declare({ ports: { service: 8000, container: 8080 } }),
    );
    expect([url, curl]).toEqual([
      "http://payments-prism-mock.shop-prism-mock.svc.cluster.local:8000",
      "curl http://payments-prism-mock.shop-prism-mock.svc.cluster.local:8000/pets",
    ]);
  });

  test("are known in a preview", async () => {
    const { url } = await outputsOf(await declare({}, { preview: true }));
    expect(url).toBe("http://payments-prism-mock.shop-prism-mock.svc.cluster.local");
  });
});

test("operations that are left out are warned of", async () => {
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  const problems = [{ where: "specs/payments.yaml:7", what: "expected a path" }];
  await declare({}, { problems });
  expect(warn.mock.calls).toEqual([["warning: [runtime] specs/payments.yaml:7: expected a path."]]);
});

test("a ready image that the stack names is run, and no other is asked for", async () => {
  const image = "registry.example.com/payments:1";
  const { declared } = await declare({ image });
  const deployment = declared.find(({ name }) => name === "payments-deployment");
  expect(deployment?.inputs).toHaveProperty("spec.template.spec.containers.0.image", image);
});

interface Case {
  /** More mocks with the same settings. */
  others?: string[];
  otherCluster?: boolean;
  preview?: boolean;
  problems?: LoadedMock["problems"];
}

function declare(config: Partial<ServiceConfig>, given: Case = {}): Promise<Run<MockService>> {
  const { others = [], otherCluster = false, preview = false, problems = [] } = given;
  return runProgram(
    () => {
      const provider = new kubernetes.Provider("kubernetes");
      const other = otherCluster ? new kubernetes.Provider("other") : provider;
      const [first] = ["payments", ...others].map((name, i) => {
        const mock = { ...mockOf(config), problems };
        const objects = mockObjects(mock, context);
        const args = withPlan({ spec: "specs/payments.yaml" }, { mock, objects });
        return new MockService(name, args, { provider: i === 0 ? provider : other });
      });
      if (first === undefined) throw new Error("nothing is declared");
      return first;
    },
    {
      preview,
      // The real provider names what has no name, by the resource's own and some digits.
      outputs: ({ type, name }) =>
        /:(ConfigMap|ServiceAccount)$/.test(type) ? { metadata: { name: `${name}-1a2b3c` } } : {},
    },
  );
}

/** With a ready image where one is needed. */
function mockOf(config: Partial<ServiceConfig>): LoadedMock {
  const image = config.delivery === "configMap" ? {} : { image: IMAGE };
  return loadedMock(tableOf(["GET /pets"]), { routes: {} }, { ...image, ...config });
}

async function outputsOf({ result: { url, host, curl } }: Run<MockService>) {
  return {
    url: await outputValue(url),
    host: await outputValue(host),
    curl: await outputValue(curl),
  };
}

function find(declared: Declared[], name: string): Declared {
  const found = declared.find((resource) => resource.name === name);
  if (found === undefined) throw new Error(`nothing is named ${name}`);
  return found;
}

function namesOf(declared: Declared[]): string[] {
  return declared.map(({ name }) => name).filter((name) => name !== "kubernetes");
}

/** What is declared of Kubernetes, by name. */
function objectsOf(declared: Declared[]): Record<string, unknown> {
  const objects = declared.filter(({ type }) => type.startsWith("kubernetes:"));
  return Object.fromEntries(objects.map(({ name, inputs }) => [name, inputs]));
}
