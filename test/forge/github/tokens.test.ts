import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { githubFixture, MINUTE } from "./fixture.ts";
import { rawPulls } from "./githubServer.ts";

const WEB = "github.com/shop/web";

describe("a written token", () => {
  test("that was revoked is shown again only after a pause, and a new one at once", async () => {
    let token = "ghp_written";
    const { server, forge } = await githubFixture({ token: () => token });
    server.add("shop/web", rawPulls(1));
    server.add("shop/cart", rawPulls(1));
    server.tokens.clear();
    expect(await forge.openPullRequests(WEB)).toMatchObject({
      isComplete: false,
      reason: "github.com refused the token (401): it was revoked or has ended",
    });
    expect(await forge.openPullRequests("github.com/shop/cart")).toMatchObject({
      reason:
        "GitHub refused the token (401): it was revoked or has ended: waits until 12:01:00 UTC",
    });
    expect(server.statuses()).toEqual([401]);
    token = "ghp_new";
    server.tokens.set(token, "writer");
    expect((await forge.openPullRequests(WEB)).isComplete).toBe(true);
  });

  test("that is no token is not sent", async () => {
    const { server, forge } = await githubFixture({ token: () => "two words" });
    expect(await forge.openPullRequests(WEB)).toMatchObject({
      reason: "the token is empty, or no token",
    });
    expect(server.asked).toEqual([]);
  });
});

describe("a token of an App", () => {
  test("is made once, and anew before its hour is over", async () => {
    const { server, forge } = await githubFixture("app");
    server.add("shop/web", rawPulls(1));
    server.add("shop/cart", rawPulls(1));
    const both = () =>
      Promise.all([WEB, "github.com/shop/cart"].map((one) => forge.openPullRequests(one)));
    expect((await both()).map(({ isComplete }) => isComplete)).toEqual([true, true]);
    const made = () => server.asked.filter(({ method }) => method === "POST").length;
    server.now += 54 * MINUTE;
    await both();
    expect(made()).toBe(1);
    server.now += MINUTE;
    await both();
    expect(made()).toBe(2);
  });

  test("that is revoked in the middle is made anew at once, and not in a storm", async () => {
    const { server, forge } = await githubFixture("app");
    server.add("shop/web", rawPulls(1));
    await forge.openPullRequests(WEB);
    server.tokens.clear();
    expect((await forge.openPullRequests(WEB)).isComplete).toBe(true);
    server.asked.splice(0);
    server.badDay = (request, response) => {
      if (!request.url?.includes("/pulls")) return undefined;
      response.writeHead(401).end();
      return "answered";
    };
    for (let i = 0; i < 10; i++) await forge.openPullRequests(WEB);
    // The old token, then a new one: its installation, the token, the list.
    expect(server.statuses()).toEqual([401, 200, 201, 401]);
  });

  test("is not had with a key that is none, and the key is in no reason", async () => {
    const { forge } = await githubFixture({
      app: { id: "1", key: () => "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END" },
    });
    expect(await forge.openPullRequests(WEB)).toMatchObject({
      reason: "the App's private key is no RSA key in PEM",
    });
  });

  test.each([
    ["the App is not installed", 404, "the App 4711 is not installed for shop/web"],
    [
      "the repository was renamed",
      301,
      "shop/web has another name now (301): write the new one into the annotation",
    ],
  ])("is not had where %s", async (_, status, reason) => {
    const { server, forge } = await githubFixture("app");
    server.badDay = (request, response) => {
      if (!request.url?.endsWith("/installation")) return undefined;
      response.writeHead(status).end();
      return "answered";
    };
    expect(await forge.openPullRequests(WEB)).toMatchObject({ isComplete: false, reason });
  });

  test("is refused with words about the clock if GitHub does not take the App's signature", async () => {
    const { server, forge } = await githubFixture({ app: { id: "9", key: () => server.key } });
    server.add("shop/web");
    expect(await forge.openPullRequests(WEB)).toMatchObject({
      reason:
        "GitHub gives the App 9 no token (401): check its id, its key and this machine's clock",
    });
  });
});

test.each(["app", "token"] as const)(
  "no secret of the %s is in the forge for whoever prints it",
  async (kind) => {
    const { server, forge } = await githubFixture(kind === "app" ? "app" : undefined);
    server.add("shop/web", rawPulls(1));
    await forge.openPullRequests(WEB);
    const shown = inspect(forge, { depth: null, showHidden: true }) + JSON.stringify(forge);
    for (const token of server.tokens.keys()) expect(shown).not.toContain(token);
    expect(shown).not.toContain("PRIVATE KEY");
  },
);
