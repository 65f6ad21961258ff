import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  asWithoutAgents,
  changeService,
  givingBack,
  isLeadOf,
  LED,
  type LedAgent,
  leadChange,
  leadOf,
  leadsTo,
  olderHosts,
  ownSelector,
  type SelectingService,
  ServiceRefused,
} from "../../../src/cluster/live/ledService.ts";

const AGENT = "payments-laptop-ann";
const lead = agentOf("ann", 1);
const own: SelectingService = {
  metadata: { annotations: { team: "a" } },
  spec: { selector: { app: "payments", tier: "web" } },
};
const name = fc.stringMatching(/^[a-z0-9]([a-z0-9./-]{0,20}[a-z0-9])?$/);
const selectors = fc.dictionary(fc.oneof(name, fc.constant("constructor")), name, {
  minKeys: 1,
  noNullPrototype: true,
});

function agentOf(key: string, made: number): LedAgent & { host: string } {
  const agent = `payments-laptop-${key}`;
  return { agent, to: { "understudy.dev/laptop": agent }, made, host: `${agent}-${made}.shop` };
}

/** A merge patch as the API server applies it (RFC 7396), as far as it goes here. */
function patched(service: SelectingService, change: object | undefined): SelectingService {
  const merge = (before: unknown, now: unknown): unknown => {
    if (typeof now !== "object" || now === null) return now;
    const all = { ...Object(before) };
    for (const [key, value] of Object.entries(now)) {
      if (value === null) delete all[key];
      else all[key] = merge(all[key], value);
    }
    return all;
  };
  return merge(service, change ?? {}) as SelectingService;
}

describe("a Service that leads to an agent", () => {
  const led = patched(own, leadChange(own, lead));

  test("selects the agent's pod alone, and says whose it is and what it selected before", () => {
    expect(led.spec?.selector).toEqual(lead.to);
    expect(JSON.parse(led.metadata?.annotations?.[LED] ?? "")).toEqual({
      agents: [lead],
      before: own.spec?.selector,
    });
    expect(leadsTo(led, AGENT)).toBe(true);
    expect(leadChange(led, lead)).toBeUndefined();
  });

  test("is as it was before once it is given back, whatever it selected", () => {
    fc.assert(
      fc.property(selectors, (selector) => {
        const before = { metadata: { annotations: {} }, spec: { selector } };
        const leading = patched(before, leadChange(before, lead));
        expect(ownSelector(leading)).toEqual(selector);
        expect(patched(leading, givingBack(leading, AGENT))).toEqual(before);
      }),
      { seed: 1 },
    );
  });

  test("is given back by nobody else's agent", () => {
    expect(givingBack(led, "payments-laptop-bob")).toBeUndefined();
    expect(givingBack(own, AGENT)).toBeUndefined();
  });

  test("keeps what its owner has applied meanwhile: by a merge beside the agent's keys, or alone", () => {
    for (const applied of [
      patched(led, { spec: { selector: { app: "payments-v2" } } }),
      { ...led, spec: { selector: { app: "payments-v2" } } },
    ]) {
      expect(leadsTo(applied, AGENT)).toBe(false);
      expect(patched(applied, givingBack(applied, AGENT))).toEqual({
        ...own,
        spec: { selector: { app: "payments-v2" } },
      });
    }
  });

  test("counts as what it is without the agent, and the Service of its pods does not count", () => {
    const pods = { metadata: { labels: { "understudy.dev/laptop-pods": "payments" } } };
    const found = asWithoutAgents<SelectingService>([led, pods]);
    expect(found.map(({ spec }) => spec)).toEqual([own.spec]);
  });

  test.each([
    "{",
    "null",
    '{"agents":[],"before":{}}',
    '{"agents":[{"agent":"ann"}],"before":{}}',
    '{"agents":[null],"before":{}}',
    '{"agents":"ann","before":{}}',
    '{"agents":[{"agent":"ann","to":{}}],"before":null}',
  ])("with an annotation that nobody can read (%s) is an ordinary one", (text) => {
    const broken = { metadata: { annotations: { [LED]: text } }, spec: own.spec ?? {} };
    expect(ownSelector(broken)).toEqual(own.spec?.selector);
  });
});

describe("a Service that several agents share", () => {
  const [ann, bob, cyd] = [lead, agentOf("bob", 2), agentOf("cyd", 3)];
  const come = (service: SelectingService, agent: LedAgent) =>
    patched(service, leadChange(service, agent));
  const go = (service: SelectingService, { agent }: LedAgent) =>
    patched(service, givingBack(service, agent));
  const namesOf = (service: SelectingService) =>
    leadOf(service)?.agents.map(({ agent }) => agent.split("-").at(-1));
  const all = [ann, bob, cyd].reduce(come, own);

  test("leads to the newest, and each sends what is not its own to older ones, in whatever order they have come", () => {
    const orders = [
      [ann, bob, cyd],
      [cyd, ann, bob],
      [bob, cyd, ann],
    ] as const;
    for (const order of orders) expect(order.reduce(come, own)).toEqual(all);
    expect(all.spec?.selector).toEqual(cyd.to);
    expect(olderHosts(all, cyd.made)).toEqual([bob.host, ann.host]);
    expect(olderHosts(all, ann.made)).toEqual([]);
    expect(olderHosts(own, cyd.made)).toEqual([]);
    for (const { agent } of [ann, bob, cyd]) expect(leadsTo(all, agent)).toBe(true);
  });

  test("leads to those that are left, and to its own pods once the last has gone, in whatever order they go", () => {
    const members = [1, 2, 3, 4].map((made) => agentOf(`key${made}`, made));
    const orders = fc.shuffledSubarray(members, { minLength: 4 });
    fc.assert(
      fc.property(selectors, orders, orders, (selector, coming, going) => {
        const before = { metadata: { annotations: {} }, spec: { selector } };
        let service = coming.reduce<SelectingService>(come, before);
        for (const [i, one] of going.entries()) {
          const [first, ...older] = going.slice(i).sort((a, b) => b.made - a.made);
          expect(service.spec?.selector).toEqual(first?.to);
          expect(olderHosts(service, first?.made ?? 0)).toEqual(older.map(({ host }) => host));
          expect(ownSelector(service)).toEqual(selector);
          service = go(service, one);
          expect(leadsTo(service, one.agent)).toBe(false);
        }
        expect(service).toEqual(before);
      }),
      { seed: 1 },
    );
  });

  test("gets an agent that was moved back at its old place, and one that takes a key over as the newest", () => {
    expect(namesOf(come(go(all, bob), bob))).toEqual(["cyd", "bob", "ann"]);
    expect(namesOf(come(all, agentOf("ann", 4)))).toEqual(["ann", "cyd", "bob"]);
    expect(leadChange(all, bob)).toBeUndefined();
  });

  test("is left as its owner has it by the first that notices, and none of them has it then", () => {
    const applied = patched(all, { spec: { selector: { app: "payments-v2" } } });
    for (const { agent } of [ann, bob, cyd]) {
      expect([leadsTo(applied, agent), isLeadOf(applied, agent)]).toEqual([false, true]);
    }
    const given = go(applied, ann);
    expect(given).toEqual({ ...own, spec: { selector: { app: "payments-v2" } } });
    expect(isLeadOf(given, cyd.agent)).toBe(false);
  });

  test("is nobody else's once an agent has all requests", () => {
    const { host: _, ...whole } = agentOf("all", 4);
    expect(namesOf(come(all, whole))).toEqual(["all"]);
    expect(namesOf(come(come(own, whole), ann))).toEqual(["ann"]);
  });
});

describe("a change of a Service", () => {
  const found = {
    metadata: { resourceVersion: "1", managedFields: [{ manager: "owner" }] },
    spec: own.spec ?? {},
  };

  function server(...answers: number[]): {
    asked: unknown[];
    ask: Parameters<typeof changeService>[0];
  } {
    const asked: unknown[] = [];
    return {
      asked,
      async ask(change) {
        if (change === undefined) return { status: 200, service: found };
        asked.push(change);
        const status = answers.shift() ?? 200;
        return { status, service: { metadata: { resourceVersion: "2" } } };
      },
    };
  }

  test("is one of what was read, and leaves the fields to their managers", async () => {
    const { asked, ask } = server();
    expect(await changeService(ask, (service) => leadChange(service, lead))).toBe(true);
    expect(asked).toEqual([
      expect.objectContaining({ metadata: expect.objectContaining({ resourceVersion: "1" }) }),
      { metadata: { resourceVersion: "2", managedFields: [{ manager: "owner" }] } },
    ]);
  });

  test("is tried again when somebody was faster, and a refusal is an error with its status", async () => {
    const again = server(409, 409);
    await changeService(again.ask, (service) => leadChange(service, lead));
    expect(again.asked.length).toBe(4);
    const refused = changeService(server(403).ask, (service) => leadChange(service, lead));
    await expect(refused).rejects.toThrow(new ServiceRefused("changing", 403));
  });

  test("waits for one that is not complete: else the fields would never be their managers' again", async () => {
    const { asked, ask } = server();
    const managers = [["understudy-laptop", "owner"], ["owner"]];
    await changeService(
      async (change) => {
        if (change !== undefined) return ask(change);
        const managedFields = (managers.shift() ?? []).map((manager) => ({ manager }));
        return { status: 200, service: { ...found, metadata: { managedFields } } };
      },
      (service) => leadChange(service, lead),
    );
    expect(managers).toEqual([]);
    expect(asked.at(-1)).toEqual({
      metadata: { resourceVersion: "2", managedFields: [{ manager: "owner" }] },
    });
  });

  test("is none where the Service is gone, or needs none", async () => {
    expect(
      await changeService(
        async () => ({ status: 404 }),
        () => undefined,
      ),
    ).toBe(false);
    const { asked, ask } = server();
    expect(await changeService(ask, (service) => givingBack(service, AGENT))).toBe(false);
    expect(asked).toEqual([]);
  });
});
