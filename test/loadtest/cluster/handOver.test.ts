import { expect, test } from "vitest";
import { handedOver, hasReports } from "../../../src/loadtest/cluster/handOver.ts";
import type { LocustObject } from "../../../src/loadtest/cluster/objects.ts";
import { fakePlace, pod } from "./fakePlace.ts";

const RECREATE = { type: "Recreate" };
const BESIDE = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

function reporter(name = "locust-reporter"): LocustObject {
  return {
    ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace: "loadtest" } },
    spec: { selector: {}, template: {}, strategy: RECREATE },
  };
}

const withVolume = (volume: object) => ({ spec: { template: { spec: { volumes: [volume] } } } });
const OWN_DISK = withVolume({ name: "reports", emptyDir: {} });
const CLAIM = withVolume({ name: "reports", persistentVolumeClaim: { claimName: "reports" } });

test.each([
  ["a reporter whose predecessor has its own disk starts beside it", reporter(), OWN_DISK, BESIDE],
  ["a claim is mounted by one reporter after the other", reporter(), CLAIM, RECREATE],
  ["the first reporter is as it is declared", reporter(), undefined, RECREATE],
  ["other Deployments are as they are declared", reporter("locust-worker"), OWN_DISK, RECREATE],
])("%s", async (_, object, found, strategy) => {
  const { place } = await fakePlace();
  expect(handedOver(place, object, found)).toMatchObject({ spec: { strategy } });
});

test.each([
  ["a running reporter", "locust-reporter", { running: {} }, true],
  ["a reporter whose image cannot be pulled", "locust-reporter", { waiting: {} }, false],
  ["a worker", "locust-worker", { running: {} }, false],
])("whether a pod's disk may have reports: %s", async (_, app, state, expected) => {
  const { place } = await fakePlace();
  const containers = [
    { ...{ name: app, image: "", imageID: "", ready: false }, restartCount: 0, state },
  ];
  const found = pod("one", { containerStatuses: containers }, { labels: { app } });
  expect(hasReports(place, found)).toBe(expected);
});
