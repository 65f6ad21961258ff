import { expect, test } from "vitest";
import { apiOf, graphqlOf } from "../../../src/forge/github/place.ts";

test.each([
  ["github.com", "https://api.github.com/graphql"],
  ["shop.ghe.com", "https://api.shop.ghe.com/graphql"],
  ["github.example.com", "https://github.example.com/api/graphql"],
])("GraphQL of %s is at %s", (host, url) => {
  expect(graphqlOf(apiOf(host))).toBe(url);
});
