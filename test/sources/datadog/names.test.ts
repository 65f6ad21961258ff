import { expect, test } from "vitest";
import { namesOf } from "../../../src/sources/datadog/names.ts";
import { tableOf } from "../../emit/fixture.ts";

/** Returns the routes that a name may stand for, as Datadog has it, of a document with these operations. */
function routesOf(name: string, keys: string[], basePaths?: string[]): string[] {
  return namesOf(tableOf(keys, basePaths))([name]).routesOf(name).toSorted();
}

const DOCUMENT = ["GET /users", "GET /users/{userId}", "GET /users/{userId}/pets", "GET /users/me"];

test.each([
  ["GET /users/{userId}/pets", "get_/users/_userid_/pets"],
  ["GET /users/:userId/pets", "get_/users/:userid/pets"],
  ["GET /users/<userId>/pets", "get_/users/_userid_/pets"],
  ["GET /users/<int:userId>/pets", "get_/users/_int:userid_/pets"],
  ["GET /users/{userId:int}/pets", "get_/users/_userid:int_/pets"],
  ["GET users/<int:user_id>/pets/", "get_users/_int:user_id_/pets/"],
  ["GET ^users/(?P<user_id>[^/.]+)/pets/$", "get_users/_p_user_id_/._/pets/"],
  ["GET /users/{userId}/pets/", "get_/users/_userid_/pets/"],
  ["GET /v1/users/{userId}/pets", "get_/v1/users/_userid_/pets"],
  ["GET /users/?/pets", "get_/users/_/pets"],
])("%s belongs to the operation by what the document says alone", (_, name) => {
  const names = namesOf(tableOf(DOCUMENT, ["/v1", ""]))([]);
  expect(names.routesOf(name)).toEqual(["GET /users/{userId}/pets"]);
});

test.each([
  ["GET /users/:uid/pets", "get_/users/:uid/pets"],
  ["GET /users/<slug:uid>/pets", "get_/users/_slug:uid_/pets"],
  ["GET ^users/(?P<pk>[0-9a-f-]+)/pets/$", "get_users/_p_pk_0-9a-f-_/pets/"],
  ["GET /v1/users/$uid/pets", "get_/v1/users/_uid/pets"],
  ["/users/:uid/pets", "/users/:uid/pets"],
  ["GET ^users/(?P<pk>[^/]+)/pets/$", "get_users/_p_pk_/_/pets/"],
  ["GET ^users/(?P<pk>\\w{2,3})/pets/$", "get_users/_p_pk_w_2_3_/pets/"],
  ["GET /users/{user-id}/pets", "get_/users/_user-id_/pets"],
])("%s belongs to the operation, whatever the parameter is called", (_, name) => {
  expect(routesOf(name, DOCUMENT, ["/v1", ""])).toEqual(["GET /users/{userId}/pets"]);
});

test("a literal segment beside a parameter is its own operation", () => {
  expect(routesOf("get_/users/me", DOCUMENT)).toEqual(["GET /users/me"]);
  expect(routesOf("get_/users/_userid", DOCUMENT)).toEqual(["GET /users/{userId}"]);
  expect(routesOf("get_/users/:id", DOCUMENT)).toEqual(["GET /users/{userId}"]);
});

test("two operations that become one tag are an ambiguity", () => {
  const keys = ["GET /users/{id}/Pets", "GET /users/{id}/pets"];
  expect(routesOf("get_/users/_id_/pets", keys)).toEqual(keys);
  const long = "x".repeat(200);
  const cut = [`GET /${long}/a`, `GET /${long}/b`];
  expect(routesOf(`get_/${"x".repeat(195)}`, cut)).toEqual(cut);
  expect(routesOf(`get_/${"x".repeat(181)}`, cut)).toEqual(cut);
});

test("a path without method is an ambiguity if the path has several", () => {
  const keys = ["GET /users", "POST /users"];
  expect(routesOf("/users", keys)).toEqual(keys);
  expect(routesOf("/users", ["GET /users", "GET /pets"])).toEqual(["GET /users"]);
});

test("what is left of an identifier at the end may be the collection's slash", () => {
  const keys = ["GET /users", "GET /users/{id}"];
  // Tracers for Java write GET /users/?, Django writes GET users/.
  expect(routesOf("get_/users/", keys)).toEqual(keys);
  expect(routesOf("get_users/", keys)).toEqual(["GET /users"]);
  expect(routesOf("get_/users/", ["GET /users/", "GET /users/{id}"])).toEqual(["GET /users/"]);
});

test("a base path of one operation may be the path of another", () => {
  const keys = ["GET /pets", "GET /v1/pets"];
  expect(routesOf("get_/v1/pets", keys, ["/v1", ""])).toEqual(["GET /pets", "GET /v1/pets"]);
});

test("a segment with a parameter in a part of it is not one parameter", () => {
  const keys = ["GET /files/{id}", "GET /files/{name}.{ext}", "POST /files/{name}:cancel"];
  expect(routesOf("get_/files/_name_._ext", keys)).toEqual(["GET /files/{name}.{ext}"]);
  expect(routesOf("get_/files/_n_._e", keys)).toEqual([]);
  expect(routesOf("post_/files/_name_:cancel", keys)).toEqual(["POST /files/{name}:cancel"]);
  expect(routesOf("get_/files/_n_:cancel", keys)).toEqual([]);
});

test("regular expressions of two segments are two parameters", () => {
  const keys = ["GET /items/{collection}", "GET /items/{collection}/{id}"];
  expect(routesOf("get_items/_p_c_w_/_p_i_w", keys)).toEqual(["GET /items/{collection}/{id}"]);
  expect(routesOf("get_items/_p_c_/_/_p_i_/", keys)).toEqual(["GET /items/{collection}/{id}"]);
  expect(routesOf("get_items/_p_c_/", keys)).toEqual(["GET /items/{collection}"]);
});

test("names of controllers, methods alone and other paths belong to no operation", () => {
  for (const name of ["userscontroller_show", "usercontroller.getuser", "get", "get_/orders", ""]) {
    expect(routesOf(name, DOCUMENT)).toEqual([]);
  }
});

test("the name of an operation is one of its names", () => {
  const table = tableOf(DOCUMENT);
  const [route] = table.routes;
  if (route !== undefined) route.operationId = "getUserPets";
  expect(namesOf(table)([]).routesOf("getuserpets")).toEqual([route?.key]);
});

test("all names of an operation are in its list", () => {
  const table = tableOf(DOCUMENT);
  const names = namesOf(table)(["get_/users/:uid"]);
  const route = table.routes.find(({ key }) => key === "GET /users/{userId}");
  const own = route === undefined ? [] : names.of(route);
  expect(own).toEqual(expect.arrayContaining(["get_/users/_userid", "get_/users/:uid"]));
  expect(own.filter((name) => !names.routesOf(name).includes("GET /users/{userId}"))).toEqual([]);
});
