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

const REPLICAS =
  "/apis/apps/v1/deployments?labelSelector=app.kubernetes.io%2Fmanaged-by%3Dunderstudy%2Cunderstudy.dev%2Froute-key";

it("has the state of each replica: its deletion, what the controller's annotations say, or in use", async () => {
  const replica = (name: string, annotations: Record<string, string> = {}) => ({
    metadata: {
      ...{ name, namespace: "shop", uid: name },
      labels: {
        "app.kubernetes.io/managed-by": "understudy",
        "understudy.dev/stack": "understudy-controller",
        "understudy.dev/route-key": "pr-12",
      },
      annotations: {
        "understudy.dev/copy-origin": name.replace("-pr-12", ""),
        "understudy.dev/copy-origin-uid": "1",
        "understudy.dev/copy-service": name.replace("-pr-12", ""),
        "understudy.dev/copy-pull-request": "github.com/acme/shop#12",
        "understudy.dev/copy-image": "shop:1",
        ...annotations,
      },
    },
  });
  const gone = { "understudy.dev/copy-origin-gone": "2026-11-27T14:00:00Z" };
  const all = [
    replica("payments-pr-12", {
      ...gone,
      "understudy.dev/route-withdrawn": "2026-11-27T15:00:00Z",
    }),
    replica("search-pr-12"),
    replica("users-pr-12", gone),
  ];
  await apiServer({
    [REPLICAS]: all,
    "/apis/apps/v1/deployments": all,
    "/api/v1/namespaces": [{ metadata: { name: "shop" } }],
  });
  const call = runHere(folderOf({}), "preview", "list", "--context", "staging", "--json");
  expect([await call.ended, call.stderr]).toEqual([0, ""]);
  expect(JSON.parse(call.stdout)).toMatchObject([
    { deployment: "payments-pr-12", state: "being deleted" },
    { deployment: "search-pr-12", state: "in use" },
    { deployment: "users-pr-12", state: "origin gone since 2026-11-27T14:00:00Z" },
  ]);
});

it("needs no stack if a context is named", async () => {
  await apiServer({ [REPLICAS]: [] }, "shop-stg");
  const call = runHere(folderOf({}), "preview", "list", "--context", "shop-stg");
  expect([await call.ended, call.stdout, call.stderr]).toEqual([
    0,
    "There are no preview replicas.\n",
    "",
  ]);
});
