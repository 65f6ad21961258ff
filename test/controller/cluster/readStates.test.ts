import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { readStates } from "../../../src/controller/cluster/readStates.ts";
import type { KubernetesObject } from "../../../src/emit/common/kubernetesObject.ts";
import { apiServer } from "../../cluster/apiServer.ts";
import { FakeWorld } from "../fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "../fixture.ts";

/** Plays a cluster with these objects, in a namespace that allows copies. */
async function serve(objects: readonly KubernetesObject[]): Promise<void> {
  const of = (kind: string) => objects.filter((one) => one.kind === kind);
  await apiServer({
    "/api/v1/namespaces": [
      { metadata: { name: "shop", labels: { "understudy.dev/previews": "true" } } },
    ],
    "/apis/apps/v1/deployments": of("Deployment"),
    "/api/v1/services": of("Service"),
  });
}

test("copies that wait for their end have a state; mistakes, and what belongs to no whole copy, are problems", async () => {
  const world = new FakeWorld();
  world.add(deploymentOf("payments"), serviceOf("payments"));
  world.pulls = [pullOf(12), pullOf(13), pullOf(14)];
  await world.round();
  world.objects.delete("Deployment shop/payments");
  await world.round();
  world.objects.delete("Deployment shop/payments-pr-13");
  const mark = { "understudy.dev/copy-delete-held": "2026-11-27T13:00:00Z" };
  const held = world.objects.get("Deployment shop/payments-pr-14");
  Object.assign(held?.metadata.annotations ?? {}, mark);
  const stranger = serviceOf("stranger");
  Object.assign(stranger.metadata ?? {}, {
    labels: {
      "app.kubernetes.io/managed-by": "understudy",
      "understudy.dev/stack": "understudy-controller",
    },
  });
  world.add(stranger, serviceOf("users"));
  world.add(deploymentOf("users", { "understudy.dev/preview-drafts": "yes" }));
  await serve([...world.objects.values()]);
  const { states, problems } = await readStates(await connect("staging"));
  expect([...states]).toEqual([
    ["shop/payments-pr-12", "origin gone since 2026-11-27T14:00:00Z"],
    ["shop/payments-pr-13", "origin gone since 2026-11-27T14:00:00Z"],
    ["shop/payments-pr-14", "deletion held since 2026-11-27T13:00:00Z"],
  ]);
  expect(problems.map(({ where, what }) => `${where}: ${what}`)).toEqual([
    'Deployment shop/users: understudy.dev/preview-drafts: expected "true" or "false", received "yes"',
    "Service shop/stranger: carries the controller's label, but not the rest of what the controller writes, and is left alone",
    "shop/payments-pr-13: its Deployment is missing; there is Service payments-pr-13",
  ]);
});

test("what may not be listed is a problem", async () => {
  await apiServer({ "/api/v1/namespaces": 403 });
  const { states, problems } = await readStates(await connect("staging"));
  expect([[...states], problems.map(({ what }) => what)]).toEqual([
    [],
    ["you may not list namespaces"],
  ]);
});
