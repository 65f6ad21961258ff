import { describe, expect, test } from "vitest";
import { githubFixture, MINUTE } from "./fixture.ts";
import { type BadDay, rawPulls } from "./githubServer.ts";

const WEB = "github.com/shop/web";

async function ofWeb() {
  const fixture = await githubFixture();
  fixture.server.add("shop/web", rawPulls(1));
  const reason = async () => {
    const answer = await fixture.forge.openPullRequests(WEB);
    return answer.isComplete ? "complete" : answer.reason;
  };
  return { ...fixture, reason };
}

function refusing(status: number, headers: Record<string, string>, message = ""): BadDay {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ message }));
    return "answered";
  };
}

describe("the primary limit", () => {
  test("is never used beyond 80 %, and the forge says until when it waits", async () => {
    const { server, reason } = await ofWeb();
    server.remaining = 1_002;
    expect(await reason()).toBe("complete");
    // Another program of the same token.
    server.remaining = 1_000;
    expect(await reason()).toBe("complete");
    server.asked.splice(0);
    const waits = "1000 of 5000 requests of this hour are left to others: waits until 12:30:00 UTC";
    expect(await reason()).toBe(waits);
    server.now += 29 * MINUTE;
    expect(await reason()).toBe(waits);
    expect(server.asked).toEqual([]);
    server.now += MINUTE;
    server.remaining = 5_000;
    expect(await reason()).toBe("complete");
  });

  test("ends by GitHub's clock, not by this machine's", async () => {
    const { server, reason } = await ofWeb();
    const ahead = String(Math.floor(server.now / 1000) + 3 * 3600 + 60);
    const date = new Date(server.now + 3 * 3_600_000).toUTCString();
    const limit = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "0" };
    server.badDay = refusing(403, { ...limit, "x-ratelimit-reset": ahead, date });
    expect(await reason()).toBe(
      "0 of 5000 requests of this hour are left to others: waits until 12:01:00 UTC",
    );
  });

  test("that waits ends when this machine's clock is set back by a day", async () => {
    const { server, reason } = await ofWeb();
    server.badDay = refusing(429, { "retry-after": "60" });
    await reason();
    server.now -= 24 * 60 * MINUTE;
    server.badDay = () => undefined;
    expect(await reason()).toBe("complete");
  });
});

describe("the secondary limit", () => {
  test.each([403, 429])("of status %i holds until retry-after is over", async (status) => {
    const { server, reason } = await ofWeb();
    server.badDay = refusing(status, { "retry-after": "90" });
    expect(await reason()).toBe("GitHub asks for a pause: waits until 12:01:30 UTC");
    server.badDay = () => undefined;
    server.asked.splice(0);
    server.now += 89_000;
    expect(await reason()).toBe("GitHub asks for a pause: waits until 12:01:30 UTC");
    expect(server.asked).toEqual([]);
    server.now += 1_000;
    expect(await reason()).toBe("complete");
  });

  test("without retry-after holds for a minute, then for twice as long", async () => {
    const { server, reason } = await ofWeb();
    server.badDay = refusing(403, {}, "You have exceeded a secondary rate limit.");
    const why = "GitHub's secondary limit is reached: waits until";
    expect(await reason()).toBe(`${why} 12:01:00 UTC`);
    server.now += MINUTE;
    expect(await reason()).toBe(`${why} 12:03:00 UTC`);
    server.now += 2 * MINUTE;
    server.badDay = () => undefined;
    expect(await reason()).toBe("complete");
    server.badDay = refusing(429, {});
    expect(await reason()).toBe(`${why} 12:04:00 UTC`);
  });

  test("holds up every repository of the token", async () => {
    const { forge, server, reason } = await ofWeb();
    server.add("shop/cart", rawPulls(1));
    server.badDay = refusing(429, { "retry-after": "60" });
    await reason();
    server.badDay = () => undefined;
    server.asked.splice(0);
    expect((await forge.openPullRequests("github.com/shop/cart")).isComplete).toBe(false);
    expect(server.asked).toEqual([]);
  });
});

describe("a bad day", () => {
  test("is asked about after growing pauses", async () => {
    const { server, reason } = await ofWeb();
    server.badDay = (_, response) => {
      response.writeHead(503).end();
      return "answered";
    };
    let asked = 0;
    for (let second = 0; second < 3600; second += 5) {
      expect(await reason()).not.toBe("complete");
      asked += server.asked.splice(0).length;
      server.now += 5_000;
    }
    // 10, 20, 40, 80 and 160 s, then five minutes each: 5 + 1 + 3290 / 300.
    expect(asked).toBe(16);
    server.badDay = () => undefined;
    server.now += 5 * MINUTE;
    expect(await reason()).toBe("complete");
  });

  test("of one repository holds up no other", async () => {
    const { forge, server, reason } = await ofWeb();
    server.add("shop/cart", rawPulls(2));
    server.badDay = (request, response) => {
      if (!request.url?.startsWith("/repos/shop/web")) return undefined;
      response.writeHead(500).end();
      return "answered";
    };
    await reason();
    expect((await forge.openPullRequests("github.com/shop/cart")).isComplete).toBe(true);
  });

  test("of a host without any answer costs one timeout, not one for each repository", async () => {
    // So long that the request reaches the host on a busy machine, too.
    const { server, forge } = await githubFixture(undefined, { timeout: 2_000 });
    const names = ["a", "b", "c"].map((name) => `shop/${name}`);
    for (const name of names) server.add(name);
    server.badDay = () => "answered";
    const answers = await Promise.all(names.map((n) => forge.openPullRequests(`github.com/${n}`)));
    expect(answers.map(({ isComplete }) => isComplete)).toEqual([false, false, false]);
    expect(server.asked.length).toBe(1);
  });
});
