import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Registries } from "../../src/registry/registries.ts";
import { type Answer, startServer } from "../http/httpServer.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const FOUND = { headers: { "docker-content-digest": DIGEST } };
const ABSENT = { status: 404, body: JSON.stringify({ errors: [{ code: "MANIFEST_UNKNOWN" }] }) };
const found = { state: "found", digest: DIGEST };

/** Registries with a clock, one of which is a server that answers as the test says. */
async function fixture(patience?: number) {
  const world = { now: 0, answer: (_: string): Answer | Promise<Answer> => FOUND };
  const { url, asked } = await startServer(({ path }) => world.answer(path));
  const { host } = new URL(url);
  const registries = new Registries({
    now: () => world.now,
    env: {},
    ...(patience !== undefined && { patience }),
  });
  const lookUp = (name: string) => registries.lookUp(`${host}/${name}`, async () => []);
  const paths = () => asked.splice(0).map(({ path }) => path);
  const said = (status: number) => ({
    state: "unknown",
    reason: `${host} answered with status ${status}`,
  });
  return { world, host, registries, lookUp, paths, said };
}

it("a registry that is down is asked after pauses that grow to five minutes, and from the first again after an answer", async () => {
  const { world, lookUp, paths } = await fixture();
  const pauses = [10, 20, 40, 80, 160, 300].map((seconds) => seconds * 1000);
  const steps = fc.array(
    fc.record({
      later: fc.integer({ min: 0, max: 400_000 }),
      status: fc.constantFrom(200, 404, 429, 502, 503, 504),
    }),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.uuid(), async (all, repository) => {
      // Time goes on; only an answer begins anew, as a failure may have been the last of the run before.
      world.now += 400_000;
      world.answer = () => FOUND;
      await lookUp(`${repository}:first`);
      paths();
      let failures = 0;
      let until = 0;
      for (const { later, status } of all) {
        world.now += later;
        world.answer = () => (status === 200 ? FOUND : status === 404 ? ABSENT : { status });
        const answer = await lookUp(`${repository}:1`);
        const isAsked = world.now >= until;
        // What is absent is asked for twice, as only the second answer has a body.
        expect(paths()).toHaveLength(isAsked ? (status === 404 ? 2 : 1) : 0);
        if (!isAsked) expect(answer.state).toBe("unknown");
        else if (status === 200) expect(answer).toEqual(found);
        else expect(answer.state).toBe(status === 404 ? "absent" : "unknown");
        if (!isAsked) continue;
        // A registry that nobody has asked for so long begins anew, too.
        if (world.now - until > 300_000) failures = 0;
        failures = status === 200 || status === 404 ? 0 : failures + 1;
        until = failures === 0 ? 0 : world.now + (pauses[Math.min(failures, 6) - 1] ?? 0);
      }
    }),
    { seed: 1, numRuns: 50 },
  );
});

it("a pause that the registry asks for is kept", async () => {
  const { world, lookUp, paths, said } = await fixture();
  world.answer = () => ({ status: 429, headers: { "retry-after": "3600" } });
  expect(await lookUp("a:1")).toEqual({ ...said(429), isDown: true, retryAfter: 3_600_000 });
  world.answer = () => FOUND;
  world.now = 3_599_999;
  expect(await lookUp("a:1")).toEqual(said(429));
  expect(paths()).toHaveLength(1);
  world.now = 3_600_000;
  expect(await lookUp("a:1")).toEqual(found);
});

describe("during the pause of a registry", () => {
  it("none of its images is asked for, nor are their pull secrets read", async () => {
    const { world, host, registries, lookUp, paths, said } = await fixture();
    world.answer = () => ({ status: 503 });
    await lookUp("a:1");
    paths();
    const read = () => Promise.reject(new Error("read"));
    expect(await registries.lookUp(`${host}/b:1`, read)).toEqual(said(503));
    expect(paths()).toEqual([]);
  });

  it("all others are asked", async () => {
    const { world, registries, lookUp } = await fixture();
    world.answer = () => ({ status: 503 });
    await lookUp("a:1");
    const other = await startServer(() => FOUND);
    expect(await registries.lookUp(`${new URL(other.url).host}/a:1`, async () => [])).toEqual(
      found,
    );
  });
});

it("questions that fail together are one failure", async () => {
  const { world, lookUp, paths } = await fixture();
  world.answer = () => ({ status: 503 });
  await Promise.all(Array.from({ length: 10 }, (_, i) => lookUp(`a:${i}`)));
  expect(paths()).toHaveLength(10);
  world.answer = () => FOUND;
  world.now = 10_000;
  expect(await lookUp("a:1")).toEqual(found);
});

it("an answer to a question from before a failure does not end the pause", async () => {
  const { world, lookUp, paths } = await fixture();
  const { promise, resolve } = Promise.withResolvers<Answer>();
  world.answer = (path) => (path.endsWith("/slow") ? promise : { status: 429 });
  const slow = lookUp("a:slow");
  await lookUp("a:1");
  resolve(FOUND);
  expect(await slow).toEqual(found);
  paths();
  await lookUp("a:1");
  expect(paths()).toEqual([]);
});

it.each([401, 403, 500])(
  "status %i for one image makes that one pause, and holds up no other",
  async (status) => {
    const { world, lookUp, paths } = await fixture();
    world.answer = (path) => (path.startsWith("/v2/bad/") ? { status } : FOUND);
    expect((await lookUp("bad:1")).state).toBe("unknown");
    expect(await lookUp("good:1")).toEqual(found);
    paths();
    world.now = 9_999;
    expect((await lookUp("bad:1")).state).toBe("unknown");
    expect(paths()).toEqual([]);
    world.now = 10_000;
    world.answer = () => FOUND;
    expect(await lookUp("bad:1")).toEqual(found);
    world.answer = () => ({ status });
    expect((await lookUp("bad:1")).state).toBe("unknown");
    world.now = 20_000;
    paths();
    await lookUp("bad:1");
    expect(paths()).not.toEqual([]);
  },
);

it("a login that somebody has mended is tried at once", async () => {
  const { world, host, registries, paths } = await fixture();
  const ask = (password: string) =>
    registries.lookUp(`${host}/a:1`, async () => [{ place: host, username: "ann", password }]);
  world.answer = () => ({ status: 403 });
  expect((await ask("old")).state).toBe("unknown");
  paths();
  world.answer = () => FOUND;
  expect((await ask("old")).state).toBe("unknown");
  expect(paths()).toEqual([]);
  expect(await ask("new")).toEqual(found);
});

it("images of a registry that hangs wait for it once", async () => {
  const { world, host, lookUp, paths } = await fixture(100);
  world.answer = () => new Promise(() => {});
  const reason = `${host} gave no answer in 0.1 s`;
  const silent = { state: "unknown", reason };
  const both = await Promise.all([lookUp("a:1"), lookUp("a:2")]);
  expect(both).toEqual([
    { ...silent, isDown: true },
    { ...silent, isDown: true },
  ]);
  paths();
  expect(await lookUp("a:3")).toEqual(silent);
  expect(paths()).toEqual([]);
});
