import { describe, expect, test } from "vitest";
import type { Campaign } from "../../src/campaign/campaign.ts";
import { campaignOf, problemsOf } from "./stack.ts";

const FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

describe("a laptop", () => {
  test("needs a Service, a key and a fingerprint; the rest follows from them", () => {
    const laptop = `{ service: payments, namespace: shop, key: ann, fingerprints: [${FINGERPRINT}] }`;
    expect(laptopsOf(laptop)).toEqual([
      {
        ...{ where: "stack: laptops[0]", service: "payments", namespace: "shop", key: "ann" },
        ...{ fingerprints: [FINGERPRINT], ports: { http: 80 }, image: "node:24-slim" },
        ...{ pullSecrets: [], timeout: "10m" },
      },
    ]);
  });

  test("is told of every mistake at once, with the nearest name", () => {
    const wrong =
      "{ service: Payments, namespace: shop, fingerprint: [a], fingerprints: [a], ports: {} }";
    expect(problemsOf(() => laptopsOf(wrong))).toEqual([
      'stack: laptops[0].fingerprint: no such key.\n  Did you mean "fingerprints"?',
      'stack: laptops[0].service: expected a name in lower-case letters, digits and "-" that begins with a letter, such as "payments", received "Payments".',
      'stack: laptops[0].key: expected a route key of 1 to 40 lower-case letters, digits and "-" that begins and ends with a letter or digit, such as "pr-12", received nothing.',
      'stack: laptops[0].fingerprints[0]: expected a fingerprint that `understudy laptop-key` prints, 64 hexadecimal digits, received "a".',
      "stack: laptops[0].ports: expected ports by name such as { http: 80 }, received {}.",
    ]);
  });

  test("is one for each Service and key", () => {
    const one = `{ service: payments, namespace: shop, key: ann, fingerprints: [${FINGERPRINT}] }`;
    const other = one.replace("key: ann", "key: bob");
    expect(laptopsOf(`${one}, ${other}`)).toHaveLength(2);
    expect(problemsOf(() => laptopsOf(`${one}, ${one}`))).toEqual([
      'stack: laptops[1]: "ann for payments.shop" is laptops[0] too.',
    ]);
  });
});

function laptopsOf(laptops: string): Campaign["laptops"] {
  return campaignOf(`{ kubeContext: stg, laptops: [${laptops}] }`).laptops;
}
