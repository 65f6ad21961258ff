import { describe, expect, it } from "vitest";
import { readTargets } from "../../src/local/targets.ts";
import { problemsOf } from "../emit/previewFixture.ts";

describe("addresses on this machine", () => {
  it("belong to a Service, or to its requests with a key", () => {
    const plain = "users.shop=http://localhost:3000";
    const keyed = "users.shop.svc.cluster.local@pr-12=http://[::1]:3000/";
    expect(readTargets([plain, keyed])).toEqual([
      {
        host: "users.shop.svc.cluster.local",
        url: new URL("http://localhost:3000"),
        from: `--to ${plain}`,
      },
      {
        host: "users.shop.svc.cluster.local",
        key: "pr-12",
        url: new URL("http://[::1]:3000"),
        from: `--to ${keyed}`,
      },
    ]);
  });

  it("are refused, all at once, without a namespace, with a wrong key, with a path, and without http", () => {
    const wrong = [
      "users=http://localhost:3000",
      "users.shop@PR=http://localhost:3000",
      "users.shop@=http://localhost:3000",
      "users.shop=http://localhost:3000/api",
      "users.shop=localhost:3000",
      "users.shop",
    ];
    expect(problemsOf(() => readTargets(wrong))).toEqual(
      wrong.map((text) => ({
        where: "--to",
        what: `expected a Service and an address such as payments.shop@pr-12=http://localhost:3000, received "${text}"`,
      })),
    );
  });
});
