import { expect, test } from "vitest";
import { unknownFields } from "../../src/routing/httpFields.ts";

test("fields that Istio does not know are named at any depth, with the nearest name", () => {
  const route = {
    name: "v1",
    timeOut: "2s",
    match: [{ uri: { prefix: "/" } }, { header: {} }],
    retries: { attempts: 2, perTryTimeOut: "1s", backoff: "1ms" },
    route: [
      { destination: { host: "a" }, weight: 1 },
      { destination: { hots: "b" }, wieght: 2 },
    ],
    somethingNew: { kept: true },
  };
  expect(unknownFields(route)).toEqual([
    { path: "timeOut", fix: 'Did you mean "timeout"?' },
    { path: "match[1].header", fix: 'Did you mean "headers"?' },
    { path: "retries.perTryTimeOut", fix: 'Did you mean "perTryTimeout"?' },
    { path: "route[1].destination.hots", fix: 'Did you mean "host"?' },
    { path: "route[1].wieght", fix: 'Did you mean "weight"?' },
    { path: "somethingNew", fix: undefined },
  ]);
});

test("names of headers, parameters and labels are nobody's fields", () => {
  const route = {
    match: [
      {
        headers: { "x-any": { exact: "a" } },
        withoutHeaders: { ":path": {} },
        queryParams: { any: {} },
        sourceLabels: { app: "a" },
      },
    ],
    headers: { request: { set: { "x-any": "1" }, remove: ["x-b"] } },
    directResponse: { status: 200, body: { string: "a" } },
  };
  expect(unknownFields(route)).toEqual([]);
});
