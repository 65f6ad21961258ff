import { describe, expect, it } from "vitest";
import { tableOf } from "../../cli/previewList.ts";
import { apiServer } from "../cluster/apiServer.ts";
import { runHere } from "./inProcess.ts";
import { folderOf } from "./project.ts";

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
      state: "in use",
    };
    const replicas = [
      { ...replica, expires: "2026-11-27T10:00:00Z" },
      {
        ...replica,
        deployment: "users-pr-12",
        images: ["a", "b"],
        ready: 2,
        state: "being deleted",
      },
      {
        ...replica,
        deployment: "search-pr-12",
        images: ["c"],
        stack: "understudy-controller",
        pullRequest: "github.com/acme/search#12",
      },
    ];
    expect(tableOf(replicas, "2026-11-27T10:00:01Z")).toBe(
      [
        "  KEY    DEPLOYMENT           READY  STATE          IMAGE                              EXPIRES                      MADE FOR",
        "  pr-12  shop/payments-pr-12  1/2    in use         registry.example.com/payments:abc  2026-11-27T10:00:00Z (past)  stack preview-pr-12",
        "  pr-12  shop/users-pr-12     2/2    being deleted  a, b                               never                        stack preview-pr-12",
        "  pr-12  shop/search-pr-12    1/2    in use         c                                  never                        github.com/acme/search#12",
      ].join("\n"),
    );
  });
});

it("needs no stack if a context is named", async () => {
  const query =
    "labelSelector=app.kubernetes.io%2Fmanaged-by%3Dunderstudy%2Cunderstudy.dev%2Froute-key";
  await apiServer({ [`/apis/apps/v1/deployments?${query}`]: [] }, "shop-stg");
  const call = runHere(folderOf({}), "preview", "list", "--context", "shop-stg");
  expect([await call.ended, call.stdout, call.stderr]).toEqual([
    0,
    "There are no preview replicas.\n",
    "",
  ]);
});
