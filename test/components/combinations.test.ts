import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  IstioLatency,
  MockImage,
  MockService,
  PreviewGateway,
  PreviewReplica,
  RoutingClaims,
  ServiceRouter,
} from "../../components/index.ts";
import { readArguments } from "../../scripts/readArguments.ts";
import { UserError } from "../../src/problem.ts";
import { MOCK_OUTPUTS } from "../../src/pulumi/planMockService.ts";
import { GATEWAY_OUTPUTS } from "../../src/pulumi/planPreviewGateway.ts";
import { PREVIEW_OUTPUTS } from "../../src/pulumi/planPreviewReplica.ts";
import { CLAIMS_OUTPUTS } from "../../src/pulumi/planRoutingClaims.ts";
import { inputsOf } from "../declared.ts";
import { ORIGIN } from "../emit/previewFixture.ts";
import { outputValue, runProgram } from "../pulumi.ts";

const MOCK = { spec: "specs/payments.yaml", delivery: "configMap" } as const;
const APIS = [{ api: "payments", service: "payments.shop" }];
const PREVIEW = { service: "payments", namespace: "shop", key: "pr-12", origin: ORIGIN };

afterEach(() => vi.restoreAllMocks());

/** A value that is known only later. */
function later<T>(value: T): pulumi.Output<T> {
  return pulumi.output(Promise.resolve(value)) as pulumi.Output<T>;
}

/** The mistakes that the program throws at once. What it declared before is waited for. */
async function problemsOf(program: () => unknown): Promise<string[]> {
  const { result } = await runProgram(() => {
    try {
      program();
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.problems.map(({ where, what }) => `${where}: ${what}`);
    }
  });
  return result;
}

describe("arguments that are Outputs", () => {
  test("are taken by each argument whose type says so, and by no other", () => {
    const { interfaces } = readArguments(".");
    const inputs = (prefix: string, name: string): string[] =>
      (interfaces.get(name)?.members ?? []).flatMap(({ name, type }) => {
        const path = `${prefix}${name}`;
        const ofAll = /^Record<string, Input/.test(type);
        const own = ofAll ? [`${path}.`] : /^Input<.*>$/.test(type) ? [path] : [];
        return [...own, ...inputs(`${path}.`, type.replace("[]", ""))];
      });
    const labels = "labels";
    expect(inputs("", "MockServiceArgs").sort()).toEqual([...MOCK_OUTPUTS, labels].sort());
    expect(inputs("", "PreviewReplicaArgs").sort()).toEqual([...PREVIEW_OUTPUTS].sort());
    expect(inputs("", "PreviewGatewayArgs")).toEqual(GATEWAY_OUTPUTS);
    expect(inputs("", "RoutingClaimsArgs").sort()).toEqual([...CLAIMS_OUTPUTS].sort());
  });

  test("are all in a mock's objects", async () => {
    const { declared } = await runProgram(() => {
      const registry = {
        url: later("registry.example.com/mocks"),
        username: later("ci"),
        password: later("hunter2"),
      };
      const expose = { host: later("payments.example.com"), gateway: "istio-ingress/public" };
      const args = { spec: MOCK.spec, namespace: later("shop"), registry, expose };
      return new MockService("payments", args);
    });
    const image = inputsOf(declared, "payments-image");
    expect(image.tags).toEqual(["registry.example.com/mocks/payments-prism-mock:test"]);
    expect(JSON.stringify(image.registries)).toContain('"address":"registry.example.com"');
    expect(inputsOf(declared, "payments-virtual-service").spec).toMatchObject({
      hosts: ["payments-prism-mock.shop-prism-mock.svc.cluster.local", "payments.example.com"],
    });
  });

  test("are all in the objects of claims, keys too", async () => {
    const jwks = '{"keys":[{"kty":"RSA"}]}';
    const { declared } = await runProgram(
      () => new RoutingClaims("tokens", { issuer: later("https://login"), jwks: later(jwks) }),
    );
    expect(inputsOf(declared, "tokens-request-authentication").spec).toMatchObject({
      jwtRules: [{ issuer: "https://login", jwks }],
    });
  });

  test("are mistakes if they decide what is declared, and are reported with all others", async () => {
    const args = { ...MOCK, replicas: later(2), suffix: later("-x"), timeout: "10" };
    expect(await problemsOf(() => new MockService("payments", Object(args)))).toEqual([
      'MockService "payments": replicas: expected a plain value, received an Output',
      'MockService "payments": suffix: expected a plain value, received an Output',
      'MockService "payments": timeout: expected a duration above zero such as "10m", received "10"',
    ]);
    const preview = { ...PREVIEW, namespace: later("shop") };
    expect(await problemsOf(() => new PreviewReplica("copy", Object(preview)))).toEqual([
      'PreviewReplica "copy": namespace: expected a plain value, received an Output',
    ]);
    const gateway = { gateway: "a/b", domain: later("example.com"), apis: APIS };
    const entries = [later({ host: "payments.shop", key: "a", to: "b.shop" })];
    expect(
      await problemsOf(() => new PreviewGateway("hosts", Object({ ...gateway, entries }))),
    ).toEqual([
      'PreviewGateway "hosts": domain: expected a plain value, received an Output',
      'PreviewGateway "hosts": entries[0]: expected a plain value, received an Output',
    ]);
  });
});

describe("a mistake", () => {
  test("is told where the arguments are left out", async () => {
    const none = Object({});
    expect(await problemsOf(() => new MockService("a", Object(undefined)))).toEqual([
      expect.stringMatching(/^MockService "a": spec: expected the path .* received nothing$/),
    ]);
    expect(await problemsOf(() => new RoutingClaims("c", none))).toEqual([
      expect.stringMatching(/^RoutingClaims "c": issuer: expected .* received nothing$/),
    ]);
    expect(await problemsOf(() => new PreviewGateway("g", none))).toEqual([
      expect.stringMatching(/^PreviewGateway "g": gateway: expected .* received nothing$/),
      expect.stringMatching(/^PreviewGateway "g": domain: expected .* received nothing$/),
      expect.stringMatching(/^PreviewGateway "g": apis: expected .* received nothing$/),
    ]);
    expect(await problemsOf(() => new IstioLatency("l", none))).toEqual([
      'IstioLatency "l": host: expected a Service such as "payments.shop", received nothing',
    ]);
  });

  test("in the team's own routes names baseFile, and both at once are one", async () => {
    const router = { host: "payments.shop", baseFile: "nope.yaml" };
    expect(await problemsOf(() => new ServiceRouter("r", router))).toEqual([
      'ServiceRouter "r": baseFile: no such file: nope.yaml',
    ]);
    const gateway = { gateway: "a/b", domain: "example.com" };
    const apis = [{ api: "payments", service: "payments.shop", base: [], baseFile: "nope.yaml" }];
    expect(await problemsOf(() => new ServiceRouter("r", { ...router, base: [] }))).toEqual([
      'ServiceRouter "r": expected base or baseFile, received both',
    ]);
    expect(await problemsOf(() => new PreviewGateway("g", { ...gateway, apis }))).toEqual([
      'PreviewGateway "g": apis[0]: expected base or baseFile, received both',
    ]);
  });

  test("that concerns two arguments names both by their paths", async () => {
    const entries = [
      { key: "a", to: "b.shop" },
      { key: "a", to: "c.shop" },
    ];
    const args = { host: "payments.shop", entries };
    expect(await problemsOf(() => new ServiceRouter("r", args))).toEqual([
      'ServiceRouter "r": entries[1]: requests to payments.shop with the key a are sent to c.shop here, ' +
        'and to b.shop by ServiceRouter "r": entries[0]',
    ]);
  });
});

describe("two components that would declare the same", () => {
  test.each([
    [
      "mocks",
      () => ["a", "b"].map((one) => new MockService(one, { ...MOCK, name: "payments" })),
      'MockService "b": name: MockService "a" declares the mock ' +
        "payments-prism-mock.payments-prism-mock.svc.cluster.local already",
    ],
    [
      "copies",
      () => ["a", "b"].map((one) => new PreviewReplica(one, PREVIEW)),
      'PreviewReplica "b": suffix: PreviewReplica "a" declares the copy payments-pr-12 in shop already',
    ],
    [
      "claims",
      () => ["a", "b"].map((one) => new RoutingClaims(one, { issuer: "https://login" })),
      'RoutingClaims "b": ingress: RoutingClaims "a" declares the claims of istio-system already',
    ],
  ])("%s are a mistake", async (_, program, problem) => {
    expect(await problemsOf(program)).toEqual([problem]);
  });

  test("are none in two clusters", async () => {
    const { declared } = await runProgram(() => {
      for (const cluster of ["east", "west"]) {
        const provider = new kubernetes.Provider(cluster);
        const args = { ...MOCK, name: "payments", namespace: "shop" };
        new MockService(`payments-${cluster}`, args, { provider });
        new ServiceRouter(`router-${cluster}`, { host: "payments.shop" }, { provider });
      }
    });
    const shared = declared.filter(({ type }) => type.endsWith(":Namespace"));
    expect(shared.map(({ name, provider }) => [name, provider])).toEqual([
      ["shop-prism-mock", "east"],
      ["shop-prism-mock-west", "west"],
    ]);
  });
});

describe("mocks of one namespace", () => {
  test("must want the same of it", async () => {
    const users = { ...MOCK, spec: "specs/users.yaml", namespace: "shop" };
    const mocks = (first: object, second: object) => () => {
      new MockService("payments", { ...MOCK, namespace: "shop", ...first });
      new MockService("users", { ...users, ...second });
    };
    expect(await problemsOf(mocks({}, { istio: { revision: "1-31-0" } }))).toEqual([
      'MockService "users": the namespace shop-prism-mock is made by another mock of this program, ' +
        "without the label istio.io/rev: 1-31-0",
    ]);
    expect(await problemsOf(mocks({ adopt: true }, {}))).toEqual([
      'MockService "users": the namespace shop-prism-mock is adopted by another mock of this program',
    ]);
  });

  test("may be in one that the program declares itself", async () => {
    const { declared } = await runProgram(() => {
      const shop = new kubernetes.core.v1.Namespace("shop", { metadata: { name: "shop" } });
      for (const name of ["payments", "users"]) {
        const place = { namespace: shop.metadata.name, createNamespace: false };
        new MockService(name, { ...MOCK, spec: `specs/${name}.yaml`, ...place });
      }
    });
    const namespaces = declared.filter(({ type }) => type.endsWith(":Namespace"));
    expect(namespaces.map(({ name }) => name)).toEqual(["shop"]);
    expect(inputsOf(declared, "users-deployment").metadata).toMatchObject({ namespace: "shop" });
  });
});

describe("a router", () => {
  test("sends the requests to a mock that another name's component declares", async () => {
    const { declared } = await runProgram(() => {
      const replaces = { host: "payments.shop", routes: ["POST /payments"] };
      const bank = new MockService("bank", { ...MOCK, namespace: later("banks"), replaces });
      return new ServiceRouter("r", { host: "payments.shop", substitutions: [bank.substitutions] });
    });
    expect(inputsOf(declared, "r-virtual-service")).toHaveProperty(
      "spec.http.0.route.0.destination.host",
      "bank-prism-mock.banks-prism-mock.svc.cluster.local",
    );
  });

  test("warns of arguments for another host", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockReturnValue(Promise.resolve());
    await runProgram(() => {
      const replaces = { host: "orders.shop" };
      const bank = new MockService("bank", { ...MOCK, replaces });
      const entries = [{ host: "catalog.shop", key: "a", to: "b.shop" }];
      const substitutions = [bank.substitutions];
      return new ServiceRouter("r", { host: "payments.shop", entries, substitutions });
    });
    const said = warn.mock.calls.map(([text]) => text.split("\n")[0]);
    expect(said.filter((text) => text?.startsWith("ServiceRouter"))).toEqual([
      'ServiceRouter "r": entries[0]: left out: it is about catalog.shop, and the router about payments.shop.',
      'ServiceRouter "r": substitutions[0]: left out: it is about orders.shop, and the router about payments.shop.',
    ]);
  });
});

test("a mock with Prism comes by ConfigMap, with the document and without this project's server", async () => {
  const { declared } = await runProgram(
    () => new MockService("payments", { ...MOCK, engine: "prism" }),
  );
  const configMaps = declared.filter(({ type }) => type.endsWith(":ConfigMap"));
  expect(configMaps.map(({ name }) => name)).toEqual(["payments-mock"]);
  expect(inputsOf(declared, "payments-deployment")).toHaveProperty(
    "spec.template.spec.containers.0.image",
    expect.stringMatching(/stoplight\/prism/),
  );
});

test("an image of one component is the image of another's mock", async () => {
  const { declared, result } = await runProgram(
    () => {
      const registry = { url: "registry.example.com" };
      const image = new MockImage("payments-image", { ...MOCK, name: "payments", registry });
      new MockService("payments", { spec: MOCK.spec, image: image.ref });
      return image.ref;
    },
    { outputs: () => ({ digest: "sha256:1" }) },
  );
  const ref = await outputValue(result);
  expect(ref).toBe("registry.example.com/payments-prism-mock@sha256:1");
  expect(inputsOf(declared, "payments-deployment")).toHaveProperty(
    "spec.template.spec.containers.0.image",
    ref,
  );
});

test("a copy by subset of a Service that other rules split is a rule and a Deployment, without a Service", async () => {
  const { declared } = await runProgram(() => {
    const copy = new PreviewReplica("copy", { ...PREVIEW, routeTo: "subset" });
    return new ServiceRouter("r", { host: "payments.shop", entries: [copy.entry] });
  });
  const children = declared.filter(({ parent }) => parent?.includes("PreviewReplica"));
  expect(children.map(({ type }) => type.split(":").at(-1))).toEqual([
    "Deployment",
    "DestinationRule",
  ]);
  expect(JSON.stringify(inputsOf(declared, "r-virtual-service"))).toContain('"subset":"pr-12"');
});
