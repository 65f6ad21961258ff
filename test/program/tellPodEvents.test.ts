import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { planStack } from "../../src/plan/planStack.ts";
import { tellPodEvents } from "../../src/program/tellPodEvents.ts";
import { markOwner } from "../../src/pulumi/running/ownedByStack.ts";
import { apiServer } from "../cluster/apiServer.ts";
import { loadedMock, tableOf } from "../emit/fixture.ts";
import { runProgram } from "../pulumi.ts";

const hooks = vi.hoisted(() => ({ made: [] as pulumi.ErrorHook[], supported: true }));

vi.mock("@pulumi/pulumi", async (importOriginal) => {
  class ErrorHook {
    readonly name: string;
    readonly callback: unknown;
    readonly __registered: Promise<void>;
    constructor(name: string, callback: unknown) {
      this.name = name;
      this.callback = callback;
      this.__registered = hooks.supported
        ? Promise.resolve()
        : Promise.reject(new Error("old CLI"));
      hooks.made.push(this as unknown as pulumi.ErrorHook);
    }
  }
  return { ...(await importOriginal<typeof pulumi>()), ErrorHook };
});

const NAME = { name: "payments-prism-mock", namespace: "shop-prism-mock" };
const EVENTS = `/api/v1/namespaces/${NAME.namespace}/events?fieldSelector=type%3DWarning`;
const QUOTA = {
  reason: "FailedCreate",
  message: "exceeded quota",
  involvedObject: { kind: "ReplicaSet", name: `${NAME.name}-5d8f` },
};

beforeEach(() => {
  hooks.made = [];
  hooks.supported = true;
});

afterEach(() => vi.restoreAllMocks());

/** Returns the options of resources of these kinds, as the stack's program marks them. */
async function optionsOf(...types: string[]) {
  const where = "Pulumi.test.yaml: services[0]";
  const mock = loadedMock(tableOf(["GET /a"]), { routes: {} }, { name: "payments", where });
  const campaign = { stack: "test", services: [mock.config], kubeContext: "staging" };
  const loaded = { campaign, root: ".", mocks: [mock], loadTests: [], problems: [], warnings: [] };
  const plan = planStack(loaded, { engineBundle: () => "serve()" });
  const { result } = await runProgram(async () => {
    await tellPodEvents(plan, ".");
    return types.map(
      (type) => markOwner({ type, name: "a", props: {}, opts: {}, resource: Object() })?.opts,
    );
  });
  return result;
}

test("Deployments and Jobs have a hook for failed waits, other objects do not", async () => {
  const kinds = ["apps/v1:Deployment", "batch/v1:Job", "core/v1:Service"];
  expect(await optionsOf(...kinds.map((kind) => `kubernetes:${kind}`))).toEqual([
    { hooks: { onError: hooks.made } },
    { hooks: { onError: hooks.made } },
    {},
  ]);
});

test("a CLI without error hooks makes the objects without one", async () => {
  hooks.supported = false;
  expect(await optionsOf("kubernetes:apps/v1:Deployment")).toEqual([{}]);
});

test("a wait that fails tells what the pods' events say, and is not tried again", async () => {
  expect(await toldOf([QUOTA])).toEqual([
    [
      `Pulumi.test.yaml: services[0]: the pods of Deployment ${NAME.namespace}/${NAME.name} are not ready: FailedCreate: exceeded quota.`,
    ],
  ]);
});

test("nothing is added where there are no events, or they may not be read", async () => {
  expect(await toldOf([])).toEqual([]);
  expect(await toldOf(403)).toEqual([]);
});

async function toldOf(events: unknown[] | number) {
  const error = vi.spyOn(pulumi.log, "error").mockResolvedValue();
  await apiServer({ [EVENTS]: events });
  const type = "kubernetes:apps/v1:Deployment";
  await optionsOf(type);
  const failed = { urn: "", id: "", name: "", type, failedOperation: "create", errors: [] };
  const again = hooks.made.at(-1)?.callback({ ...failed, newInputs: { metadata: NAME } });
  expect(await again).toBe(false);
  return error.mock.calls;
}
