import { expect, test } from "vitest";
import { connect } from "../../../src/cluster/connection.ts";
import { EventWriter } from "../../../src/controller/loop/eventWriter.ts";
import type { Notice } from "../../../src/controller/loop/notices.ts";
import { apiServer } from "../../cluster/apiServer.ts";

const NOTICE: Notice = {
  about: { namespace: "shop", name: "payments", uid: "uid-of-payments" },
  reason: "NamespaceNotAllowed",
  text: "asks for copies",
};

test("an Event that may not be written is a problem, but not where the controller needs no rights", async () => {
  await apiServer({ "/apis/events.k8s.io/v1/namespaces/shop/events": 403 });
  const writer = new EventWriter(await connect("staging"), "pod", () => 0);
  expect(await writer.tell([NOTICE])).toEqual([
    { where: expect.stringContaining("Event shop/payments."), what: "the cluster refused it: no" },
  ]);
  expect(await writer.tell([{ ...NOTICE, mayBeRefused: true }])).toEqual([]);
});

test("an Event of a Deployment with the longest name has a name that Kubernetes takes", async () => {
  const list = "/apis/events.k8s.io/v1/namespaces/shop/events";
  const changes = await apiServer({ [list]: {} });
  let now = 0;
  const writer = new EventWriter(await connect("staging"), "pod", () => now);
  const about = { ...NOTICE.about, name: "p".repeat(253) };
  await writer.tell([{ ...NOTICE, about }]);
  now = 10 * 60_000;
  await writer.tell([{ ...NOTICE, about }]);
  const [, name = ""] = new RegExp(`^PATCH ${list}/(\\S+) `).exec(changes[0] ?? "") ?? [];
  expect(name).toMatch(/^p{236}\.[0-9a-f]{16}$/);
});
