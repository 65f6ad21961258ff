import { expect, test } from "vitest";
import { anonymousTemplate } from "../../src/sources/anonymousTemplate.ts";
import { templateNames } from "../../src/sources/templateNames.ts";
import { tableOf } from "../emit/fixture.ts";

test("a route has its template in the spellings of frameworks, with and without base path and slashes", () => {
  const table = tableOf(["GET /users/{userId}/pets"], ["/v1", ""]);
  const [route] = table.routes;
  const names = route === undefined ? [] : templateNames(route, table);
  expect(names).toEqual(
    expect.arrayContaining([
      "/v1/users/{userId}/pets",
      "/users/{userId}/pets",
      "/users/:userId/pets",
      "/users/:user_id/pets",
      "/users/:id/pets",
      "/users/<int:user_id>/pets",
      "users/<int:user_id>/pets/",
      "^users/(?P<user_id>[^/.]+)/pets/$",
      "/v1/users/{user_id:int}/pets/",
      "/users/[userId]/pets",
    ]),
  );
  expect(new Set(names).size).toBe(names.length);
});

test("only the last parameter is also called id", () => {
  const table = tableOf(["GET /users/{userId}/pets/{petId}"]);
  const [route] = table.routes;
  const names = route === undefined ? [] : templateNames(route, table);
  expect(names).toContain("/users/:user_id/pets/:id");
  expect(names).not.toContain("/users/:id/pets/:pet_id");
});

test("a path without parameters has its slashes alone, and the root is one name", () => {
  const table = tableOf(["GET /pets", "GET /"]);
  const [pets, root] = ["/pets", "/"].map((path) => {
    const route = table.routes.find((candidate) => candidate.path === path);
    return route === undefined ? [] : templateNames(route, table);
  });
  expect(pets).toEqual(["/pets", "/pets/", "pets", "pets/", "^pets/$", "^pets$"]);
  expect(root).toEqual(["/"]);
});

test("every spelling is the same template to those who compare templates without names", () => {
  const table = tableOf(["GET /users/{userId}/files/{name}"]);
  const [route] = table.routes;
  const names = route === undefined ? [] : templateNames(route, table);
  expect([...new Set(names.map(anonymousTemplate))]).toEqual(["/users/{}/files/{}"]);
});
