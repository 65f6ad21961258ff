import { expect, test } from "vitest";
import { fixOf, isFinal } from "../../../src/laptop/intercept/cannotStart.ts";

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

test.each<[string, string | undefined]>([
  [PULL, "Name an image that the cluster's nodes can pull with --image."],
  [QUOTA, "End intercepts that nobody needs, or raise the quota."],
  ['FailedCreate: admission webhook "no.example.com" denied the request: no', undefined],
])("what to do about %s is said: %s", (event, fix) => {
  expect(fixOf(event)).toBe(fix);
});
