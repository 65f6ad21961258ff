import { expect, test } from "vitest";
import { anonymousTemplate } from "../../src/sources/anonymousTemplate.ts";

test.each([
  "/users/{userId}/pets",
  "/users/{id:int}/pets",
  "/users/{id:[0-9]{1,3}}/pets",
  "/users/{id:[^}]+}/pets",
  "/users/{id<\\d+>}/pets/",
  "users/{id}/pets",
  "/users/:id/pets",
  "/users/:id(\\d+)/pets",
  "/users/:id([0-9)]+)/pets",
  "/users/:id/pets(.:format)",
  "/users/<id>/pets",
  "users/<int:id>/pets/",
  "^users/(?P<id>[^/.]+)/pets/$",
  "^/users/(?P<id>\\d+)/pets/?$",
  "^users/(?P<year>(?:19|20)\\d\\d)/pets\\Z",
  "users/([0-9]+)/pets/?$",
  "^users/[0-9]+/pets$",
  "^users/[0-9]{4}/pets$",
  "/users/[id]/pets",
])("%s is /users/{}/pets, whatever the framework is and the parameter's name", (template) => {
  expect(anonymousTemplate(template)).toBe("/users/{}/pets");
});

test.each([
  ["/", "/"],
  ["", "/"],
  ["^$", "/"],
  ["/pets", "/pets"],
  ["/files/{name}.{ext}", "/files/{}.{}"],
  ["/files/:name.:ext", "/files/{}.{}"],
  ["/flights/:from-:to", "/flights/{}-{}"],
  ["^files/(?P<name>\\w+)\\.csv$", "/files/{}.csv"],
  ["/{proxy+}", "/{}"],
])("%s becomes %s", (template, anonymous) => {
  expect(anonymousTemplate(template)).toBe(anonymous);
});

test("a colon after a name or a parameter is no parameter, as in Google's custom methods", () => {
  expect(anonymousTemplate("/users/{id}:cancel")).toBe("/users/{}:cancel");
  expect(anonymousTemplate("/users:batchGet")).toBe("/users:batchGet");
});

test("a parameter that may be missing, and a wildcard, are not the template with the parameter", () => {
  expect(anonymousTemplate("/users/:id?")).toBe("/users/{}?");
  expect(anonymousTemplate("/users/*")).toBe("/users/*");
});

test("a bracket that nothing closes is a character as others", () => {
  expect(anonymousTemplate("/users/{id")).toBe("/users/{id");
  expect(anonymousTemplate("/users/(a")).toBe("/users/(a");
});
