import { expect, test } from "vitest";

import { type Place, pathWithin, placeOf, sortPlaces } from "../../src/server/sites.ts";

const places: Place[] = sortPlaces([
  {},
  { prefix: "/pay" },
  { prefix: "/pay/v2" },
  { host: "Users.local" },
]);

test.each([
  ["a", "/pay", { prefix: "/pay" }, "/"],
  ["a", "/pay/x", { prefix: "/pay" }, "/x"],
  ["a", "/pay/v2/x", { prefix: "/pay/v2" }, "/x"],
  ["a", "/payments", {}, "/payments"],
  ["users.local:4010", "/pay", { host: "Users.local" }, "/pay"],
  [undefined, "/", {}, "/"],
])("host %s, path %s", (host, path, place, within) => {
  expect(placeOf(places, host, path)).toEqual(place);
  expect(pathWithin(place, path)).toBe(within);
});

test("a request that no place is for has none", () => {
  expect(placeOf([{ prefix: "/pay" }], "a", "/users")).toBeUndefined();
});
