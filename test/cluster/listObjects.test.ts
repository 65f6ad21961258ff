import { expect, test } from "vitest";
import { connect } from "../../src/cluster/connection.ts";
import { listObjects } from "../../src/cluster/listObjects.ts";
import { apiServer } from "./apiServer.ts";

const LIST = "/apis/apps/v1/deployments";
const SECOND = `${LIST}?limit=250&continue=a%2Bb`;
const KIND = { group: "apps", resource: "deployments" };

const page = (name: string, next?: string) => ({
  metadata: next === undefined ? {} : { continue: next },
  items: [
    { metadata: { name, managedFields: [{ manager: "kubectl", fieldsV1: { "f:spec": {} } }] } },
  ],
});

test("a list is read page by page, without the names of managed fields", async () => {
  await apiServer({ [LIST]: page("a", "a+b"), [SECOND]: page("b") });
  expect(await listObjects(await connect("staging"), KIND, [])).toEqual([
    { metadata: { name: "a", managedFields: [{ manager: "kubectl" }] } },
    { metadata: { name: "b", managedFields: [{ manager: "kubectl" }] } },
  ]);
});

test("a list whose next page is too old to be had is no list", async () => {
  await apiServer({ [LIST]: page("a", "a+b"), [SECOND]: 410 });
  await expect(listObjects(await connect("staging"), KIND, [])).rejects.toThrow(
    "listing deployments was answered with status 410",
  );
});
