import { expect, onTestFinished, test } from "vitest";
import { startSites } from "../../../src/server/mockServer.ts";
import { answerOf, routeOf, serveTable, tableOf } from "../fixture.ts";

const PROBLEM = "application/problem+json";
const LINK = '</_understudy/>; rel="service-doc"';
/** What browsers send when somebody opens an address. */
const BROWSER = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

const table = tableOf([routeOf("GET", "/pets")]);

test("at / a mock without that route says where its routes are listed", async () => {
  const server = await serveTable(table);
  expect(await answerOf(server, "/")).toEqual([
    404,
    PROBLEM,
    {
      type: "https://stoplight.io/prism/errors#NO_PATH_MATCHED_ERROR",
      title: "Route not resolved, no path matched",
      status: 404,
      detail: "The route / hasn't been found in the specification file",
      see: "/_understudy/",
    },
  ]);
});

test("everywhere else the header Link says it, and the problem is Prism's", async () => {
  const server = await serveTable(table);
  const links = async (path: string, method: string) => {
    const response = await fetch(server.url + path, { method });
    const members = Object.keys(JSON.parse(await response.text()));
    return [response.status, response.headers.get("link"), members];
  };
  const members = ["type", "title", "status", "detail"];
  expect(await links("/pots", "GET")).toEqual([404, LINK, members]);
  expect(await links("/pets", "POST")).toEqual([405, LINK, members]);
});

test("a browser gets a 404 at / that people can read, with a link to the routes", async () => {
  const server = await serveTable(table);
  const [status, type, body] = await answerOf(server, "/", { headers: BROWSER });
  expect([status, type]).toEqual([404, "text/html; charset=utf-8"]);
  expect(body).toContain('<a href="/_understudy/">');
  expect((await answerOf(server, "/pots", { headers: BROWSER }))[1]).toBe(PROBLEM);
  expect((await answerOf(server, "/", { headers: BROWSER, method: "POST" }))[1]).toBe(PROBLEM);
});

test("a mock that has a route / answers it, to browsers too", async () => {
  const server = await serveTable(tableOf([routeOf("GET", "/")]));
  expect((await answerOf(server, "/", { headers: BROWSER }))[0]).toBe(200);
});

test("below a path prefix the links lead below it", async () => {
  const mock = { service: "shop", table, latency: { routes: {} } };
  const server = await startSites([{ mock, prefix: "/shop" }], { port: 0, host: "127.0.0.1" });
  onTestFinished(() => server.close());
  const at = async (path: string, headers = {}) => {
    const response = await fetch(server.url + path, { headers, redirect: "manual" });
    return [
      response.headers.get("link") ?? response.headers.get("location"),
      await response.text(),
    ];
  };
  expect(await at("/shop")).toEqual([
    '</shop/_understudy/>; rel="service-doc"',
    expect.stringContaining('"see":"/shop/_understudy/"'),
  ]);
  expect((await at("/shop/", BROWSER))[1]).toContain('<a href="/shop/_understudy/">');
  expect((await at("/shop/_understudy"))[0]).toBe("/shop/_understudy/");
});
