import { expect, test } from "vitest";
import { normalQuantile } from "../../src/latency/normal.ts";

test.each([
  [0.5, 0],
  [0.95, 1.6448536269514722],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [1e-6, -4.753424308822899],
])("the standard normal quantile of %d is %d", (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 7);
});
