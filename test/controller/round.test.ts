import { beforeEach, describe, expect, it } from "vitest";
import { OWNER } from "../../src/controller/annotations.ts";
import { carryOut } from "../../src/controller/round.ts";
import { GRACE } from "../../src/controller/unclaimed.ts";
import { EXPIRES_LABEL } from "../../src/emit/preview/previewLabels.ts";
import { previewObjects } from "../../src/emit/preview/previewObjects.ts";
import { FakeWorld } from "./fakeWorld.ts";
import { deploymentOf, HOUR, NOW, pullOf, serviceOf, shaOf } from "./fixture.ts";

const IMAGE = {
  "understudy.dev/preview-image": "registry.example.com/payments:pr-{number}-{sha7}",
};
const PAYMENTS = deploymentOf("payments", IMAGE);
const DIGEST = `sha256:${"d".repeat(64)}`;

let world: FakeWorld;

beforeEach(() => {
  world = new FakeWorld();
  world.add(PAYMENTS, serviceOf("payments"));
  world.imageOf = () => ({ state: "found", digest: DIGEST });
  world.pulls = [pullOf(12), pullOf(13)];
});

const imageOf = (name: string) =>
  Object(world.objects.get(`Deployment shop/${name}`)).spec.template.spec.containers[0].image;

/** Closes pull requests, or changes them otherwise. */
function change(changes: Partial<(typeof world.pulls)[number]>, ...numbers: number[]): void {
  world.pulls = world.pulls.map((pull) =>
    numbers.includes(pull.number) ? { ...pull, ...changes } : pull,
  );
}

describe("copies follow pull requests", () => {
  it("each open one gets a copy, by its image's digest, with a lifetime after the last push", async () => {
    expect(await world.round()).toEqual({
      lines: ["shop/payments-pr-12: made", "shop/payments-pr-13: made"],
      problems: [],
    });
    expect(world.done.sort()).toEqual([
      "apply Deployment shop/payments-pr-12",
      "apply Deployment shop/payments-pr-13",
      "apply Service shop/payments-pr-12",
      "apply Service shop/payments-pr-13",
    ]);
    expect(imageOf("payments-pr-12")).toBe(`registry.example.com/payments:pr-12-aaaaaaa@${DIGEST}`);
    const { labels } = Object(world.objects.get("Deployment shop/payments-pr-12")).metadata;
    expect(labels["understudy.dev/expires"]).toBe("20261130T130000Z");
  });

  it("a pull request with the greatest number that JSON has keeps its copy", async () => {
    world.pulls = [pullOf(Number.MAX_SAFE_INTEGER)];
    await world.round();
    const name = `shop/payments-pr-${Number.MAX_SAFE_INTEGER}`;
    expect(await world.round()).toEqual({ lines: [`${name}: unchanged`], problems: [] });
  });

  it("they are the objects of a stack with the same preview, but for what says who made them", async () => {
    await world.round();
    const stack = previewObjects(
      {
        deployment: PAYMENTS,
        service: serviceOf("payments"),
        services: [serviceOf("payments")],
        destinationRules: [],
      },
      {
        service: "payments",
        namespace: "shop",
        deployment: "payments",
        key: "pr-12",
        suffix: "pr-12",
        group: "pr-12",
        routeTo: "service",
        image: `registry.example.com/payments:pr-12-aaaaaaa@${DIGEST}`,
        env: {},
        replicas: 1,
        configMaps: {},
        secrets: {},
        expires: "2026-11-30T13:00:00Z",
      },
      "preview-pr-12",
    );
    for (const object of [stack.deployment, stack.service]) {
      const { kind, metadata = {} } = Object(object);
      const found = JSON.stringify(world.objects.get(`${kind} shop/payments-pr-12`));
      expect(found).toContain(`"understudy.dev/stack":"${OWNER}"`);
      const made = JSON.parse(found.replaceAll(OWNER, "preview-pr-12"));
      const { uid: _, annotations, ...rest } = made.metadata;
      const kept = Object.entries(annotations).filter(
        ([name]) => !name.startsWith("understudy.dev/copy-"),
      );
      const same = { ...rest, annotations: Object.fromEntries(kept) };
      const expected = { ...metadata, annotations: metadata.annotations ?? {} };
      expect({ ...made, metadata: same }).toEqual({ ...object, metadata: expected });
    }
  });

  it("a round in which nothing changed writes nothing and asks no registry again", async () => {
    await world.round();
    world.done.length = 0;
    world.imageOf = () => expect.unreachable();
    world.time += HOUR;
    expect(await world.round()).toEqual({
      lines: ["shop/payments-pr-12: unchanged", "shop/payments-pr-13: unchanged"],
      problems: [],
    });
    expect(world.done).toEqual([]);
  });

  it("a push brings the new image and a new lifetime to its own copy alone", async () => {
    await world.round();
    world.done.length = 0;
    change({ sha: shaOf("b"), pushed: "2026-11-27T13:30:00Z" }, 12);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: changed");
    expect(imageOf("payments-pr-12")).toBe(`registry.example.com/payments:pr-12-bbbbbbb@${DIGEST}`);
    expect(world.done).toEqual([
      "apply Deployment shop/payments-pr-12",
      "apply Service shop/payments-pr-12",
    ]);
  });

  it("a change of the origin reaches its copies", async () => {
    await world.round();
    const changed = structuredClone(PAYMENTS);
    Object(changed.spec?.template.spec?.containers[0]).command = ["serve"];
    world.add(changed);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: changed");
    const copy = Object(world.objects.get("Deployment shop/payments-pr-12"));
    expect(copy.spec.template.spec.containers[0].command).toEqual(["serve"]);
  });

  it("what people should know of a copy is said when it is made or changed, and no more", async () => {
    const shared = structuredClone(PAYMENTS);
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    Object(shared.spec?.template.spec).volumes = volumes;
    world.add(shared);
    expect((await world.plan()).warnings.map(({ where }) => where)).toEqual([
      "Deployment shop/payments: copy pr-12",
      "Deployment shop/payments: copy pr-13",
    ]);
    await world.round();
    expect((await world.plan()).warnings).toEqual([]);
  });

  it("a traffic policy comes and goes with the origin's", async () => {
    const rule = {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "payments", namespace: "shop" },
      spec: { host: "payments", trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } },
    } as const;
    world.add(rule);
    await world.round();
    expect(world.objects.has("DestinationRule shop/payments-pr-12")).toBe(true);
    world.objects.delete("DestinationRule shop/payments");
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: changed");
    expect(world.objects.has("DestinationRule shop/payments-pr-12")).toBe(false);
  });

  it.each([
    ["closed", { isOpen: false }, "it is closed"],
    ["a draft", { isDraft: true }, "it is a draft"],
    ["without its label", { labels: [] }, "it does not have the label qa"],
    ["for another branch", { baseBranch: "next" }, "it is not for the branch main"],
    ["of a fork", { isFork: true }, "it is from a fork"],
  ])("one that is %s loses its copy, and gets it back", async (_, changes, reason) => {
    const annotations = {
      ...IMAGE,
      "understudy.dev/preview-label": "qa",
      "understudy.dev/preview-base": "main",
    };
    world.add(deploymentOf("payments", annotations));
    // Labels of GitHub's differ by more than case.
    change({ labels: ["QA"] }, 12, 13);
    await world.round();
    const before = world.pulls;
    change(changes, 12);
    expect((await world.round()).lines).toContain(`shop/payments-pr-12: deleted: ${reason}`);
    expect(world.copies()).toEqual(["shop/payments-pr-13"]);
    world.pulls = before;
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: made");
  });

  it("changed paths decide where one repository has several services", async () => {
    const paths = { ...IMAGE, "understudy.dev/preview-paths": "services/payments" };
    world.add(deploymentOf("payments", paths));
    world.changedPathsOf = (number) =>
      number === 12 ? ["services/payments/main.go"] : ["services/payments2/main.go"];
    expect(await world.round()).toEqual({
      lines: [
        "shop/payments: ignored: it changes nothing below services/payments",
        "shop/payments-pr-12: made",
      ],
      problems: [],
    });
    world.changedPathsOf = () => undefined;
    expect((await world.round()).lines).toEqual([
      "shop/payments: refused: the forge did not say which paths it changes",
      "shop/payments: refused: the forge did not say which paths it changes",
      "shop/payments-pr-12: kept: the forge did not say which paths it changes",
    ]);
  });
});

describe("pull requests from forks, where they are switched on", () => {
  const LABELLED = `#12 qa ${shaOf("a")}`;

  beforeEach(() => {
    const forks = { "understudy.dev/preview-forks": "true", "understudy.dev/preview-label": "qa" };
    world.add(deploymentOf("payments", { ...IMAGE, ...forks }));
    world.pulls = [pullOf(12, { isFork: true, labels: ["qa"] })];
    world.labelledBy = (asked) =>
      asked === LABELLED
        ? { isLabelled: true, reason: "alice has put the label qa on it" }
        : { isLabelled: false, reason: "its fork was pushed to after the label qa was put on it" };
  });

  it("get a copy once a writer has labelled their newest commit", async () => {
    expect(await world.round()).toEqual({ lines: ["shop/payments-pr-12: made"], problems: [] });
  });

  it("lose their copy by a push, until they are labelled again", async () => {
    await world.round();
    change({ sha: shaOf("b") }, 12);
    const reason = "it is from a fork, and its fork was pushed to after the label qa was put on it";
    expect(await world.round()).toEqual({
      lines: [`shop/payments: ignored: ${reason}`, `shop/payments-pr-12: deleted: ${reason}`],
      problems: [],
    });
    expect(world.copies()).toEqual([]);
  });

  it("keep their copy, and get none, while the forge does not say who labelled them", async () => {
    await world.round();
    world.pulls.push(pullOf(13, { isFork: true, labels: ["qa"] }));
    world.labelledBy = () => ({ isLabelled: undefined, reason: "status 502" });
    const reason = "cannot tell whether a writer has labelled its newest commit: status 502";
    expect((await world.round()).lines).toEqual([
      `shop/payments: refused: ${reason}`,
      `shop/payments: refused: ${reason}`,
      `shop/payments-pr-12: kept: ${reason}`,
    ]);
    expect(world.copies()).toEqual(["shop/payments-pr-12"]);
  });

  it("are not asked about if they get no copy anyway, nor are branches of the repository", async () => {
    const asked: string[] = [];
    world.labelledBy = (what) => {
      asked.push(what);
      return { isLabelled: true, reason: "" };
    };
    world.pulls = [
      pullOf(12, { isFork: true, labels: [] }),
      pullOf(13, { labels: ["qa"] }),
      pullOf(14, { isFork: true, labels: ["qa"] }),
    ];
    await world.round();
    expect(asked).toEqual([`#14 qa ${shaOf("a")}`]);
  });
});

describe("a round that is stopped", () => {
  it("finishes a copy and begins no other one, and the next round makes the rest", async () => {
    const plan = await world.plan();
    const stop = new AbortController();
    world.refuses = () => void stop.abort();
    await carryOut(plan, world, stop.signal);
    expect(world.done).toEqual([
      "apply Deployment shop/payments-pr-12",
      "apply Service shop/payments-pr-12",
    ]);
    expect(plan.lines.map(({ state, reason }) => [state, reason])).toEqual([
      ["made", undefined],
      ["waiting", "the round was stopped"],
    ]);
    expect((await world.round()).lines).toEqual([
      "shop/payments-pr-12: unchanged",
      "shop/payments-pr-13: made",
    ]);
  });

  it("removes nothing more, and asks for no routes", async () => {
    await world.round();
    change({ isOpen: false }, 12, 13);
    const plan = await world.plan();
    const stop = new AbortController();
    world.refuses = () => void stop.abort();
    world.cluster.leading = () => Promise.reject(new Error("asked"));
    await carryOut(plan, world, stop.signal);
    expect(world.copies()).toEqual(["shop/payments-pr-12", "shop/payments-pr-13"]);
    expect(plan.lines.map(({ state, reason }) => [state, reason])).toEqual([
      ["being deleted", "the round was stopped"],
      ["being deleted", "the round was stopped"],
    ]);
  });
});

describe("routes", () => {
  it("are composed after what is new was made, and a copy without a ready pod says that it has none yet", async () => {
    world.waiting = ["shop/payments-pr-13"];
    world.cluster.compose = async () => {
      world.done.push("compose");
      return { isChanged: true, waiting: world.waiting, problems: [], warnings: [], leftOut: [] };
    };
    const { lines } = await world.round();
    expect(lines).toEqual([
      "shop/payments-pr-12: made",
      "shop/payments-pr-13: made: no pod is ready, so its key has no routes yet",
    ]);
    expect(world.done.at(-1)).toBe("compose");
    expect(world.settled).toBe(0);
  });

  it("wait for a pod also where the Service has another name than the Deployment", async () => {
    world.add(deploymentOf("users"), serviceOf("users-api", "users"));
    world.pulls = [pullOf(12, { repository: "github.com/acme/users" })];
    world.waiting = ["shop/users-api-pr-12"];
    expect((await world.round()).lines).toEqual([
      "shop/users-pr-12: made: no pod is ready, so its key has no routes yet",
    ]);
    expect((await world.round()).lines).toEqual([
      "shop/users-pr-12: unchanged: no pod is ready, so its key has no routes yet",
    ]);
  });

  it("go before a copy does, and proxies have time to follow", async () => {
    await world.round();
    change({ isOpen: false }, 12);
    world.done.length = 0;
    world.cluster.compose = async () => {
      world.done.push("compose");
      return { isChanged: true, waiting: [], problems: [], warnings: [], leftOut: [] };
    };
    world.settle = async () => void world.done.push("settle");
    await world.round();
    expect(world.done).toEqual([
      "annotate Deployment shop/payments-pr-12",
      "annotate Service shop/payments-pr-12",
      "compose",
      "settle",
      "remove Deployment shop/payments-pr-12",
      "remove Service shop/payments-pr-12",
    ]);
  });
});

describe("images come first", () => {
  it("a copy waits for its image since the push, and an older copy keeps running", async () => {
    world.imageOf = () => ({ state: "absent" });
    const reason = (sha: string) =>
      `waiting for the image registry.example.com/payments:pr-12-${sha} since 2026-11-27T13:00:00Z`;
    expect(await world.round()).toEqual({
      lines: [
        `shop/payments-pr-12: waiting: ${reason("aaaaaaa")}`,
        `shop/payments-pr-13: waiting: ${reason("aaaaaaa").replace("pr-12", "pr-13")}`,
      ],
      problems: [],
    });
    expect(world.done).toEqual([]);
    world.imageOf = () => ({ state: "found", digest: DIGEST });
    await world.round();
    world.done.length = 0;
    world.imageOf = () => ({ state: "absent" });
    change({ sha: shaOf("b") }, 12);
    expect((await world.round()).lines[0]).toBe(
      `shop/payments-pr-12: waiting: ${reason("bbbbbbb")}`,
    );
    // The copy remembers the push.
    expect(world.done).toEqual(["apply Deployment shop/payments-pr-12"]);
    await world.round();
    expect(world.done).toHaveLength(1);
    change({ sha: shaOf("c"), pushed: "2026-11-27T13:30:00Z" }, 12);
    expect((await world.round()).lines[0]).toMatch(/^shop\/payments-pr-12: waiting: .*13:30:00Z$/);
    const { labels } = Object(world.objects.get("Deployment shop/payments-pr-12")).metadata;
    expect(labels["understudy.dev/expires"]).toBe("20261130T133000Z");
    expect(imageOf("payments-pr-12")).toContain("pr-12-aaaaaaa@");
  });

  it.each(["payments", "worker"])(
    "an image of two origins needs the pull secret of one (%s)",
    async (name) => {
      const annotations = { ...IMAGE, "understudy.dev/github-repository": "acme/payments" };
      world.add(deploymentOf("worker", annotations), serviceOf("worker"));
      world.pulls = [pullOf(12)];
      world.lookUp = async (_, origin) =>
        origin.name === name
          ? { state: "found", digest: DIGEST }
          : { state: "unknown", reason: "status 401" };
      expect(await world.round()).toEqual({
        lines: ["shop/payments-pr-12: made", "shop/worker-pr-12: made"],
        problems: [],
      });
    },
  );

  it("a registry that hangs holds up no images of another one", async () => {
    const annotations = {
      "understudy.dev/preview-image": "other.example.com/users:pr-{number}-{sha7}",
      "understudy.dev/preview-key": "users-{number}",
    };
    world.add(deploymentOf("users", annotations), serviceOf("users"));
    const numbers = Array.from({ length: 30 }, (_, i) => i + 1);
    const users = { repository: "github.com/acme/users" };
    world.pulls = numbers.flatMap((number) => [pullOf(number), pullOf(number, users)]);
    const others = Promise.withResolvers<void>();
    const asked = new Set<string>();
    world.lookUp = async (reference) => {
      if (reference.startsWith("registry.example.com/")) await others.promise;
      else if (asked.add(reference).size === numbers.length) others.resolve();
      return { state: "found", digest: DIGEST };
    };
    // It ends only if all others were asked meanwhile.
    expect((await world.plan()).problems).toEqual([]);
  });

  it("an image of which the registry does not know the repository either is told so", async () => {
    world.imageOf = () => ({ state: "absent", isNameUnknown: true });
    const [line] = (await world.round()).lines;
    expect(line).toBe(
      "shop/payments-pr-12: waiting: waiting for the image registry.example.com/payments:pr-12-aaaaaaa since 2026-11-27T13:00:00Z: the registry does not know registry.example.com/payments",
    );
  });

  it.each(["", "Payments", "a b", "registry.example.com:x/payments:1"])(
    "an origin with the image %j, which cannot be asked for, holds up no other",
    async (image) => {
      const users = deploymentOf("users", { "understudy.dev/github-repository": "acme/payments" });
      Object(users.spec).template.spec.containers[0].image = image;
      world.add(users, serviceOf("users"));
      world.pulls = [pullOf(12)];
      const { lines, problems } = await world.round();
      expect(lines[1]).toBe(
        `shop/users: refused: its origin has the image ${JSON.stringify(image)}, which no registry can be asked for: name one with understudy.dev/preview-image`,
      );
      expect(problems).toHaveLength(1);
      expect(world.copies()).toEqual(["shop/payments-pr-12"]);
    },
  );

  it("a registry that does not answer changes nothing, and is told", async () => {
    await world.round();
    world.done.length = 0;
    world.imageOf = () => ({ state: "unknown", reason: "status 429" });
    change({ sha: shaOf("b") }, 12);
    const reason =
      "cannot tell whether there is an image registry.example.com/payments:pr-12-bbbbbbb: status 429";
    expect(await world.round()).toEqual({
      lines: [`shop/payments-pr-12: kept: ${reason}`, "shop/payments-pr-13: unchanged"],
      problems: [`shop/payments-pr-12: ${reason}`],
    });
    expect(world.done).toEqual([]);
  });

  it("a tag without the commit is asked for each time, and followed by its digest", async () => {
    const template = "registry.example.com/payments:pr-{number}";
    world.add(deploymentOf("payments", { "understudy.dev/preview-image": template }));
    await world.round();
    world.imageOf = () => ({ state: "found", digest: `sha256:${"e".repeat(64)}` });
    await world.round();
    expect(imageOf("payments-pr-12")).toBe(
      `registry.example.com/payments:pr-12@sha256:${"e".repeat(64)}`,
    );
  });

  it("without a template, the tag of the origin's image is the commit", async () => {
    world.add(deploymentOf("payments"));
    await world.round();
    expect(imageOf("payments-pr-12")).toBe(`registry.example.com/payments:${shaOf("a")}@${DIGEST}`);
  });
});

describe("origins", () => {
  const USERS = deploymentOf("users", { "understudy.dev/preview-key": "{number}" });

  it("with a mistake hold up no other, keep their copies, and are told", async () => {
    world.add(
      deploymentOf("users", { "understudy.dev/preview-drafts": "maybe" }),
      serviceOf("users"),
    );
    const { lines, problems } = await world.round();
    expect(lines).toEqual(["shop/payments-pr-12: made", "shop/payments-pr-13: made"]);
    expect(problems).toEqual([
      'Deployment shop/users: understudy.dev/preview-drafts: expected "true" or "false", received "maybe"',
    ]);
    world.add(deploymentOf("payments", { "understudy.dev/preview-image": "x" }));
    world.pulls = [];
    const kept = "its origin's annotations have mistakes";
    expect((await world.round()).lines).toEqual([
      `shop/payments-pr-12: kept: ${kept}`,
      `shop/payments-pr-13: kept: ${kept}`,
    ]);
  });

  it("need one Service, or the name of one of several", async () => {
    world.add(USERS);
    expect((await world.round()).problems).toEqual([
      "Deployment shop/users: no Service selects its pods, so that no request could be routed to a copy",
    ]);
    world.add(serviceOf("users"), serviceOf("users-admin", "users"));
    expect((await world.round()).problems).toEqual([
      "Deployment shop/users: several Services select its pods: users, users-admin",
    ]);
    world.add(
      deploymentOf("users", {
        "understudy.dev/preview-service": "users",
        "understudy.dev/preview-key": "u-{number}",
      }),
    );
    expect((await world.round()).problems).toEqual([]);
  });

  it("are not reached by a Service that takes another one's requests", async () => {
    const hand = serviceOf("by-hand", "payments");
    const annotations = { "mercari.com/service-router-origin-service": "payments" };
    world.add({ ...hand, metadata: { ...hand.metadata, annotations } });
    expect((await world.round()).problems).toEqual([]);
    expect(world.copies()).toEqual(["shop/payments-pr-12", "shop/payments-pr-13"]);
  });

  it("in a namespace that allows none get no copies, and are told", async () => {
    world.add(deploymentOf("vault", {}, "private"), serviceOf("vault", "vault", "private"));
    expect((await world.round()).problems).toEqual([
      "Deployment private/vault: asks for copies, but none may be made in its namespace",
    ]);
    expect(world.copies()).toEqual(["shop/payments-pr-12", "shop/payments-pr-13"]);
  });

  it.each([
    ["its annotation is gone", () => world.add(bare())],
    ["it is gone", () => world.objects.delete("Deployment shop/payments")],
    ["its namespace allows none any more", () => forbid()],
    ["it names another repository", () => world.add(renamed())],
  ])("copies outlive their origin for a while: %s", async (_, end) => {
    await world.round();
    end();
    expect((await world.round()).lines[0]).toMatch(/^shop\/payments-pr-12: kept: its origin /);
    world.time += GRACE - 1000;
    await world.round();
    expect(world.copies().length).toBe(2);
    world.time += 1000;
    expect((await world.round()).lines[0]).toMatch(/^shop\/payments-pr-12: deleted: its origin /);
    expect(world.copies()).toEqual([]);
  });

  it("that come back in time keep their copies, which lose the mark", async () => {
    await world.round();
    world.add(bare());
    await world.round();
    world.add(PAYMENTS);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: unchanged");
    const { annotations } = Object(world.objects.get("Service shop/payments-pr-12")).metadata;
    expect(annotations).not.toHaveProperty(["understudy.dev/copy-origin-gone"]);
  });

  it("that were removed and made anew take their copies over", async () => {
    await world.round();
    const again = structuredClone(PAYMENTS);
    Object(again.metadata).uid = "another";
    world.add(again);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: changed");
    change({ isOpen: false }, 12);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: deleted: it is closed");
  });

  it("whose object the cluster refuses hold up no other copy", async () => {
    world.refuses = (what) =>
      what === "apply Deployment shop/payments-pr-12" ? "exceeded quota" : undefined;
    expect(await world.round()).toEqual({
      lines: ["shop/payments-pr-12: refused: exceeded quota", "shop/payments-pr-13: made"],
      problems: ["apply Deployment shop/payments-pr-12: exceeded quota"],
    });
    expect(world.objects.has("Service shop/payments-pr-12")).toBe(false);
  });

  it("of which only the name is the same do not decide over the older one's copies", async () => {
    await world.round();
    const another = structuredClone(PAYMENTS);
    Object(another.metadata).uid = "another";
    world.add(another);
    change({ isOpen: false }, 12);
    expect((await world.round()).lines[0]).toBe(
      "shop/payments-pr-12: kept: its origin was removed, and there is another one of the same name",
    );
  });

  function forbid() {
    world.allowed = () => false;
  }

  function bare() {
    const { metadata, ...rest } = structuredClone(PAYMENTS);
    return { ...rest, metadata: { ...metadata, annotations: {} } };
  }

  function renamed() {
    return deploymentOf("payments", { "understudy.dev/github-repository": "acme/money" });
  }
});

it("an origin whose name leaves no room for a key gets copies too, and they follow and go", async () => {
  const name = "p".repeat(60);
  const long = deploymentOf(name, {
    ...IMAGE,
    "understudy.dev/github-repository": "acme/payments",
    "understudy.dev/preview-key": "long-{number}",
  });
  world.add(long, serviceOf(name));
  world.pulls = [pullOf(12)];
  const copy = /^shop\/p{46}-[0-9a-f]{8}-long-12: /;
  const linesOf = async () =>
    (await world.round()).lines.flatMap((line) => (copy.test(line) ? line.replace(copy, "") : []));
  expect(await linesOf()).toEqual(["made"]);
  expect(await linesOf()).toEqual(["unchanged"]);
  change({ isOpen: false }, 12);
  expect(await linesOf()).toEqual(["deleted: it is closed"]);
  expect([...world.objects.keys()].filter((one) => one.includes("long-12"))).toEqual([]);
});

describe("lifetime", () => {
  it("is not prolonged by what changes a pull request without a push, also not in a new process", async () => {
    await world.round();
    world.done.length = 0;
    change({ pushed: "2026-11-27T13:30:00Z" }, 12);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: unchanged");
    expect(world.done).toEqual([]);
    change({ sha: shaOf("b") }, 12);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: changed");
    world.time = Date.parse("2026-11-30T13:29:59Z");
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: unchanged");
    change({ pushed: "2026-11-30T13:00:00Z" }, 12);
    world.time = Date.parse("2026-11-30T13:30:00Z");
    expect((await world.round()).lines[0]).toMatch(/payments-pr-12: deleted: its lifetime is over/);
  });

  it("begins with the newest commit, while the copy runs an older one and when a push takes it back", async () => {
    await world.round();
    world.imageOf = (reference) =>
      reference.includes("aaaaaaa") ? { state: "found", digest: DIGEST } : { state: "absent" };
    const expiresAt = async (sha: string, pushed: string) => {
      change({ sha: shaOf(sha), pushed }, 12);
      world.time = Date.parse(pushed);
      const { lines } = await world.round();
      expect(lines[0]).not.toMatch(/deleted/);
      return world.objects.get("Deployment shop/payments-pr-12")?.metadata.labels?.[EXPIRES_LABEL];
    };
    expect(await expiresAt("b", "2026-11-29T13:00:00Z")).toBe("20261202T130000Z");
    // A comment.
    expect(await expiresAt("b", "2026-11-30T13:00:00Z")).toBe("20261202T130000Z");
    expect(await expiresAt("a", "2026-12-01T13:00:00Z")).toBe("20261204T130000Z");
  });

  it("ends without the forge", async () => {
    await world.round();
    world.torn.set("github.com/acme/payments", []);
    world.time = Date.parse("2026-11-30T12:59:59Z");
    expect((await world.round()).lines[0]).toMatch(/payments-pr-12: kept/);
    world.time = Date.parse("2026-11-30T13:00:00Z");
    expect((await world.round()).lines[0]).toBe(
      "shop/payments-pr-12: deleted: its lifetime is over since 20261130T130000Z",
    );
    expect(world.copies()).toEqual([]);
  });

  it.each(["+275760-09-12T00:00:00Z", "9999-12-31T00:00:00Z", "soon"])(
    "does not begin with a push at %s, which holds up no other pull request",
    async (pushed) => {
      world.pulls = [pullOf(12, { pushed }), pullOf(13)];
      expect((await world.round()).lines).toEqual([
        "shop/payments: refused: the forge did not say when it was pushed",
        "shop/payments-pr-13: made",
      ]);
    },
  );

  it("a pull request whose lifetime is over gets no copy until the next push", async () => {
    world.time = Date.parse("2026-12-01T00:00:00Z");
    expect((await world.round()).lines[0]).toBe(
      "shop/payments-pr-12: ignored: its lifetime is over since 2026-11-30T13:00:00Z; a push brings it back",
    );
    change({ pushed: "2026-11-30T23:00:00Z" }, 12);
    expect((await world.round()).lines[0]).toBe("shop/payments-pr-12: made");
  });
});

describe("limits", () => {
  it.each([
    ["in all", { all: 1, namespace: 20 }, "the cluster is full (copies: 1, at most 1)"],
    ["a namespace", { all: 50, namespace: 1 }, "namespace shop is full (copies: 1, at most 1)"],
  ])("%s: more wait, and no other copy goes for them", async (_, limits, reason) => {
    world.pulls = [pullOf(13)];
    await world.round({ limits });
    world.pulls = [pullOf(12), pullOf(13)];
    expect((await world.round({ limits })).lines).toEqual([
      `shop/payments-pr-12: waiting: ${reason}`,
      "shop/payments-pr-13: unchanged",
    ]);
    expect(NOW).toBe(world.time);
  });

  it("of an origin are its own", async () => {
    world.add(deploymentOf("payments", { ...IMAGE, "understudy.dev/preview-limit": "1" }));
    expect((await world.round()).lines[1]).toBe(
      "shop/payments-pr-13: waiting: Deployment shop/payments is full (copies: 1, at most 1)",
    );
  });
});
