import { expect, test } from "vitest";
import { isFinal } from "../../../src/laptop/intercept/cannotStart.ts";

const PULL = 'Failed: Failed to pull image "app:1": dial tcp: connection refused';
const QUOTA = 'FailedCreate: pods "a-x1" is forbidden: exceeded quota: few';

test.each<[string, number, boolean]>([
  [PULL, 0, false],
  [PULL, 14, false],
  [PULL, 30, true],
  [QUOTA, 0, false],
  [QUOTA, 15, true],
  ['FailedCreate: pods "a-x1" is forbidden: violates PodSecurity "restricted:latest"', 0, true],
  ['InspectFailed: Failed to apply default image tag "A": InvalidImageName', 0, true],
  ['FailedMount: MountVolume.SetUp failed: secret "a-token" not found', 300, false],
  ["FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu", 300, false],
])("%s, told for %d s, is final: %s", (event, seconds, final) => {
  expect(isFinal(event, seconds)).toBe(final);
});
