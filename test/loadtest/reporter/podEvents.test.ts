import { expect, test } from "vitest";
import { podEvents } from "../../../src/loadtest/reporter/podEvents.ts";
import { CORE, fakePlace } from "../cluster/fakePlace.ts";

const event = (name: string, over: object = {}) => ({
  metadata: { uid: name },
  ...{ type: "Normal", reason: "Pulled", message: "Pulled it. " },
  involvedObject: { kind: "Pod", name },
  lastTimestamp: "2026-11-27T12:30:05Z",
  ...over,
});

test("events of the load test's objects are lines in order, and stay when the cluster forgets them", async () => {
  const { place, cluster } = await fakePlace();
  const all = (...items: object[]) => cluster.objects.set(`${CORE}/events`, { items });
  const events = podEvents(place);
  const first = "2026-11-27T12:30:01.000000Z";
  all(
    event("locust-worker-5f-1", { count: 3 }),
    event("locust-master", { lastTimestamp: null, eventTime: first, type: "Warning" }),
    event("locust-masters"),
    event("target-1"),
  );
  await events.look();
  all(event("locust-worker-5f-1", { count: 4 }));
  await events.look();
  expect(events.text()).toBe(
    `${first} Warning Pod locust-master Pulled: Pulled it.\n` +
      "2026-11-27T12:30:05Z Normal Pod locust-worker-5f-1 Pulled: Pulled it. (4 times)\n",
  );
});
