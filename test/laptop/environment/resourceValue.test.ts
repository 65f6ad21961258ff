import fc from "fast-check";
import { expect, test } from "vitest";
import { resourceValue } from "../../../src/laptop/environment/resourceValue.ts";

const container = {
  name: "app",
  resources: {
    limits: { cpu: "1500m", memory: "100Mi" },
    requests: { cpu: "570m", memory: "1000001", "hugepages-2Mi": "4Mi" },
  },
};
const node = { cpu: "1930m", memory: "24Gi", "ephemeral-storage": "9000000000" };

test.each([
  ["limits.cpu", "1", "2"],
  ["limits.cpu", "0", "2"],
  ["limits.cpu", "1m", "1500"],
  ["requests.cpu", "1m", "570"],
  ["limits.memory", "1Mi", "100"],
  ["limits.memory", "1", "104857600"],
  ["requests.memory", "1M", "2"],
  ["requests.hugepages-2Mi", "2Mi", "2"],
  ["requests.ephemeral-storage", "1", "0"],
  ["limits.ephemeral-storage", "1G", "9"],
])("%s by %s is %s", (resource, divisor, expected) => {
  expect(resourceValue({ resource, divisor }, container, node)).toBe(expected);
});

test("a limit of the container's that is missing or zero is the node's", () => {
  const without = { name: "app", resources: { limits: { memory: "0" } } };
  expect(resourceValue({ resource: "limits.cpu", divisor: "1m" }, without, node)).toBe("1930");
  expect(resourceValue({ resource: "limits.memory", divisor: "1Gi" }, without, node)).toBe("24");
  expect(resourceValue({ resource: "limits.cpu" }, without, undefined)).toBeUndefined();
  expect(resourceValue({ resource: "requests.cpu" }, without, undefined)).toBe("0");
});

test("thousandths of a CPU are counted without errors of floating point numbers", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500_000 }), (milli) => {
      const limits = { cpu: `${milli}m` };
      expect(
        resourceValue(
          { resource: "limits.cpu", divisor: "1m" },
          { name: "a", resources: { limits } },
          node,
        ),
      ).toBe(String(milli));
    }),
    { seed: 15, numRuns: 2_000 },
  );
});
