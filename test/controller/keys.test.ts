import { beforeEach, describe, expect, it } from "vitest";
import { keyOf } from "../../src/controller/claims.ts";
import { FakeWorld } from "./fakeWorld.ts";
import { deploymentOf, pullOf, serviceOf } from "./fixture.ts";

const PAYMENTS = { repository: "github.com/acme/payments" };
const BROKEN = { "understudy.dev/preview-drafts": "yes" };
const USERS = { repository: "github.com/acme/users" };

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
  for (const name of ["payments", "users"]) world.add(deploymentOf(name), serviceOf(name));
});

const collision = (key: string, other: string, origin: string) =>
  `its key ${key} is also that of ${other}: give Deployment shop/${origin} a key of its own with understudy.dev/preview-key, or, if it is one change, write the line "Understudy-Key: ${key}" into the text of each`;

describe("route keys", () => {
  it("that two repositories would share by chance are told, and nobody gets one", async () => {
    world.pulls = [pullOf(12, PAYMENTS), pullOf(12, USERS), pullOf(13, USERS)];
    expect((await world.round()).lines).toEqual([
      `shop/payments-pr-12: refused: ${collision("pr-12", "github.com/acme/users#12", "payments")}`,
      `shop/users-pr-12: refused: ${collision("pr-12", "github.com/acme/payments#12", "users")}`,
      "shop/users-pr-13: made",
    ]);
  });

  it("whoever has one keeps it, and follows pushes", async () => {
    world.pulls = [pullOf(12, PAYMENTS)];
    await world.round();
    world.pulls = [
      pullOf(12, { ...PAYMENTS, sha: "b".repeat(40), pushed: "2026-11-27T13:59:00Z" }),
      pullOf(12, USERS),
    ];
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: changed",
      `shop/users-pr-12: refused: ${collision("pr-12", "github.com/acme/payments#12", "users")}`,
    ]);
  });

  it.each([
    ["the forge does not answer about", () => void world.torn.set(PAYMENTS.repository, [])],
    ["has a mistake in its origin for", () => world.add(deploymentOf("payments", BROKEN))],
  ])("are not given to another one while a round %s whoever has it", async (_, happens) => {
    world.pulls = [pullOf(12, PAYMENTS)];
    await world.round();
    world.pulls = [pullOf(12, PAYMENTS), pullOf(12, USERS)];
    happens();
    expect((await world.round()).lines).toContain(
      `shop/users-pr-12: refused: ${collision("pr-12", "github.com/acme/payments#12", "users")}`,
    );
    expect(world.copies()).toEqual(["shop/payments-pr-12"]);
  });

  it("are free again once whoever had it is known to be closed", async () => {
    world.pulls = [pullOf(12, PAYMENTS)];
    await world.round();
    world.pulls = [pullOf(12, { ...PAYMENTS, isOpen: false }), pullOf(12, USERS)];
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: deleted: it is closed",
      "shop/users-pr-12: made",
    ]);
  });

  it("with a prefix for each repository, everybody gets one", async () => {
    world.add(deploymentOf("users", { "understudy.dev/preview-key": "users-{number}" }));
    world.pulls = [pullOf(12, PAYMENTS), pullOf(12, USERS)];
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: made",
      "shop/users-users-12: made",
    ]);
  });

  it("are one, where the texts of several pull requests name it", async () => {
    const body = "Adds a field.\r\n\r\nUnderstudy-Key: checkout-2\r\n";
    world.pulls = [pullOf(12, { ...PAYMENTS, body }), pullOf(7, { ...USERS, body })];
    expect((await world.round()).lines).toEqual([
      "shop/payments-checkout-2: made",
      "shop/users-checkout-2: made",
    ]);
  });

  it("are read from the longest text that GitHub takes, whatever stands in it", () => {
    // An expression that goes back at every space would take longer than a test may.
    const spaces = " ".repeat(65_000);
    const [between, before] = [`Understudy-Key: x${spaces}x`, `${spaces}Understudy-Key: x`].map(
      (body) => keyOf(pullOf(12, { body }), "pr-{number}"),
    );
    expect(between?.wrong).toMatch(/^expected a key of 1 to 40/);
    expect(before).toEqual({ key: "x", isExplicit: true });
  });

  it("that two pull requests name for one origin are told", async () => {
    const body = "understudy-key: checkout-2";
    world.pulls = [pullOf(12, { ...PAYMENTS, body }), pullOf(13, { ...PAYMENTS, body })];
    expect((await world.round()).lines.every((line) => line.includes(": refused: "))).toBe(true);
    expect(world.done).toEqual([]);
  });

  it.each([
    ["Understudy-Key: Checkout 2", "expected a key of 1 to 40"],
    ["Understudy-Key:", "expected a key of 1 to 40"],
    ["Understudy-Key: -a", "expected a key of 1 to 40"],
    [`Understudy-Key: ${"a".repeat(41)}`, "expected a key of 1 to 40"],
    ["Understudy-Key: a\nUnderstudy-Key: b", 'its text names two keys, "a" and "b"'],
  ])("%j is told, and reaches no name", async (body, what) => {
    world.pulls = [pullOf(12, { ...PAYMENTS, body })];
    const { lines } = await world.round();
    expect(lines[0]?.startsWith(`shop/payments: refused: ${what}`)).toBe(true);
    expect(world.done).toEqual([]);
  });

  it("that change move the copy: the new one is made, and the old one goes", async () => {
    world.pulls = [pullOf(12, PAYMENTS)];
    await world.round();
    world.pulls = [pullOf(12, { ...PAYMENTS, body: "Understudy-Key: checkout-2" })];
    expect((await world.round()).lines).toEqual([
      "shop/payments-checkout-2: made",
      "shop/payments-pr-12: deleted: its pull request has the key checkout-2 now",
    ]);
  });

  it("of two origins that would give one name are told", async () => {
    world.add(deploymentOf("users", { "understudy.dev/preview-key": "b-{number}" }));
    world.add(deploymentOf("users-b", { "understudy.dev/preview-key": "{number}" }));
    world.add(serviceOf("users-b"));
    world.pulls = [pullOf(12, USERS), pullOf(12, { repository: "github.com/acme/users-b" })];
    expect((await world.round()).lines.map((line) => line.slice(0, 30))).toEqual([
      "shop/users-b-12: refused: its ",
      "shop/users-b-12: refused: its ",
    ]);
  });

  it("of two Deployments with one Service need differ, and who has the copy already keeps it", async () => {
    world.pulls = [pullOf(12, PAYMENTS)];
    await world.round();
    const canary = (key: Record<string, string> = {}) => {
      const names = { "understudy.dev/github-repository": "acme/payments" };
      const deployment = deploymentOf("canary", { ...names, ...key });
      Object.assign(deployment.spec?.template.metadata ?? {}, { labels: { app: "payments" } });
      world.add(deployment);
    };
    canary();
    world.pulls = [pullOf(12, PAYMENTS), pullOf(13, PAYMENTS)];
    const reason = (number: number, other: string, own: string) =>
      `its copy would have the Service payments-pr-${number}, as that of Deployment shop/${other} would: give Deployment shop/${own} a key other than pr-${number} with understudy.dev/preview-key, or a Service of its own with understudy.dev/preview-service`;
    expect((await world.round()).lines).toEqual([
      `shop/canary-pr-12: refused: ${reason(12, "payments", "canary")}`,
      `shop/canary-pr-13: refused: ${reason(13, "payments", "canary")}`,
      "shop/payments-pr-12: unchanged",
      `shop/payments-pr-13: refused: ${reason(13, "canary", "payments")}`,
    ]);
    canary({ "understudy.dev/preview-key": "canary-{number}" });
    expect((await world.round()).lines).toEqual([
      "shop/canary-canary-12: made",
      "shop/canary-canary-13: made",
      "shop/payments-pr-12: unchanged",
      "shop/payments-pr-13: made",
    ]);
  });

  it("a copy that another pull request has waits for its end", async () => {
    const body = "Understudy-Key: checkout-2";
    world.pulls = [pullOf(12, { ...PAYMENTS, body })];
    await world.round();
    world.pulls = [
      pullOf(12, { ...PAYMENTS, body, isOpen: false }),
      pullOf(13, { ...PAYMENTS, body }),
    ];
    expect((await world.round()).lines).toEqual([
      "shop/payments-checkout-2: deleted: it is closed",
      "shop/payments-checkout-2: waiting: the copy of github.com/acme/payments#12 has its name and is still there",
    ]);
    expect((await world.round()).lines).toEqual(["shop/payments-checkout-2: made"]);
  });
});
