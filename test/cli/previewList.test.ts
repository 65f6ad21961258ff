import { describe, expect, it } from "vitest";
import { tableOf } from "../../cli/previewList.ts";

describe("the list of previews", () => {
  it("has a line a replica, and says which are past their date or being deleted", () => {
    const replica = {
      key: "pr-12",
      namespace: "shop",
      deployment: "payments-pr-12",
      images: ["registry.example.com/payments:abc"],
      replicas: 2,
      ready: 1,
      group: "pr-12",
      stack: "preview-pr-12",
      created: "2026-11-20T10:00:00Z",
    };
    const replicas = [
      { ...replica, expires: "2026-11-27T10:00:00Z" },
      {
        ...replica,
        deployment: "users-pr-12",
        images: ["a", "b"],
        ready: 2,
        withdrawn: "2026-11-27T10:00:00Z",
      },
    ];
    expect(tableOf(replicas, "2026-11-27T10:00:01Z")).toBe(
      [
        "  KEY    DEPLOYMENT           READY  STATE          IMAGE                              EXPIRES                      STACK",
        "  pr-12  shop/payments-pr-12  1/2    in use         registry.example.com/payments:abc  2026-11-27T10:00:00Z (past)  preview-pr-12",
        "  pr-12  shop/users-pr-12     2/2    being deleted  a, b                               never                        preview-pr-12",
      ].join("\n"),
    );
  });
});
