import { expect, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { readSeen } from "../../src/explain/readSeen.ts";
import { isRead } from "../../src/explain/seen.ts";
import { apiServer } from "../cluster/apiServer.ts";

const SHOP = "/api/v1/namespaces/shop";
const PODS = `${SHOP}/pods?labelSelector=understudy.dev%2Froute-key%3Dpr-12`;
const EVENTS = `${SHOP}/events?fieldSelector=type%3DWarning%2CinvolvedObject.kind%3DPod`;
const VIRTUAL_SERVICES = "/apis/networking.istio.io/v1/virtualservices";

test("pods are those of the key, and events come by their time, whichever of its places has it", async () => {
  const pods = [{ metadata: { name: "a" } }];
  await apiServer({
    [PODS]: pods,
    [EVENTS]: [
      { reason: "third", metadata: { creationTimestamp: "2026-11-27T13:00:03Z" } },
      { reason: "second", lastTimestamp: null, eventTime: "2026-11-27T13:00:02.000000Z" },
      { reason: "first", lastTimestamp: "2026-11-27T13:00:01Z", eventTime: null },
    ],
  });
  const { namespaces, virtualServices } = await readSeen(await connect("staging"), "pr-12", [
    "shop",
  ]);
  const shop = namespaces.get("shop");
  const { warnings = [] } = shop ?? {};
  const reasons = isRead(warnings) ? warnings.map(({ reason }) => reason) : warnings;
  expect([shop?.pods, reasons, shop?.slices, virtualServices]).toEqual([
    pods,
    ["first", "second", "third"],
    [],
    [],
  ]);
});

test("each list that may not be read is a problem in its own place", async () => {
  await apiServer({ [PODS]: 403, [EVENTS]: 403, [VIRTUAL_SERVICES]: 403 });
  const seen = await readSeen(await connect("staging"), "pr-12", ["shop"]);
  expect(seen.namespaces.get("shop")).toMatchObject({
    pods: { what: "you may not list pods in namespace shop" },
    warnings: { what: "you may not list events in namespace shop" },
    slices: [],
  });
  expect(seen.virtualServices).toMatchObject({
    what: "you may not list virtualservices.networking.istio.io",
  });
});
