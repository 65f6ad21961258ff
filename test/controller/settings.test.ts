import { describe, expect, it } from "vitest";
import { optsIn, readSettings } from "../../src/controller/settings.ts";
import { formatProblem, type Problem } from "../../src/problem.ts";

const REPOSITORY = "understudy.dev/github-repository";

function read(annotations: Record<string, string>) {
  const problems: Problem[] = [];
  const settings = readSettings(annotations, "Deployment shop/payments", problems);
  return { settings, problems: problems.map(formatProblem) };
}

describe("a Deployment's annotations", () => {
  it("need the repository alone; everything else has a default", () => {
    expect(read({ [REPOSITORY]: "acme/payments", "example.com/other": "x" })).toEqual({
      settings: {
        repository: "github.com/acme/payments",
        paths: [],
        drafts: false,
        forks: false,
        key: "pr-{number}",
        lifetime: 72 * 3_600_000,
        env: {},
      },
      problems: [],
    });
  });

  it("say all that one copy differs in from another", () => {
    const { settings, problems } = read({
      [REPOSITORY]: "https://github.com/Acme/Payments.git",
      "understudy.dev/preview-image": "localhost:5000/payments:pr-{number}-{sha7}-{branch}",
      "understudy.dev/preview-label": "needs qa",
      "understudy.dev/preview-base": "release/2",
      "understudy.dev/preview-paths": "services/payments/, go.mod",
      "understudy.dev/preview-drafts": "true",
      "understudy.dev/preview-forks": "false",
      "understudy.dev/preview-key": "pay-{number}",
      "understudy.dev/preview-lifetime": "8h",
      "understudy.dev/preview-limit": "3",
      "understudy.dev/preview-service": "payments-api",
      "understudy.dev/preview-container": "app",
      "understudy.dev/preview-env": "LOG_LEVEL: debug\nLEGACY_URL: null\n",
    });
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      repository: "github.com/acme/payments",
      image: "localhost:5000/payments:pr-{number}-{sha7}-{branch}",
      label: "needs qa",
      base: "release/2",
      paths: ["services/payments", "go.mod"],
      drafts: true,
      forks: false,
      key: "pay-{number}",
      lifetime: 8 * 3_600_000,
      limit: 3,
      service: "payments-api",
      container: "app",
      env: { LOG_LEVEL: "debug", LEGACY_URL: null },
    });
  });

  it("are reported with all their mistakes at once, by the annotation", () => {
    const { settings, problems } = read({
      [REPOSITORY]: "git@github.com:acme/payments.git",
      "understudy.dev/preview-image": "payments:latest",
      "understudy.dev/preview-drafts": "yes",
      "understudy.dev/preview-lable": "qa",
      "understudy.dev/preview-env": "PORT: 80",
      "understudy.dev/preview-lifetime": "72",
      "understudy.dev/preview-limit": "0",
    });
    expect(settings).toBeUndefined();
    const at = "Deployment shop/payments: understudy.dev/";
    expect(problems).toEqual([
      `${at}github-repository: expected a repository as https://github.com/owner/name or owner/name, received "git@github.com:acme/payments.git".\n  Write https://github.com/acme/payments.`,
      `${at}preview-lable: there is no such annotation.\n  Did you mean "understudy.dev/preview-label"?`,
      `${at}preview-image: expected {number}, {sha} or {sha7} in the tag, received "payments:latest": the copies of several pull requests would share an image.\n  Write, for example, "registry.example.com/payments:pr-{number}-{sha7}".`,
      `${at}preview-limit: expected a number of at least 1, received "0".`,
      `${at}preview-drafts: expected "true" or "false", received "yes".`,
      `${at}preview-lifetime: expected a duration above zero such as "10m", received "72".`,
      `${at}preview-env.PORT: expected a text, received 80.\n  Put it in quotes.`,
    ]);
  });

  it("are a mistake where a value would stand for itself, or for more than there is memory", () => {
    const env = (text: string) =>
      read({ [REPOSITORY]: "acme/payments", "understudy.dev/preview-env": text }).problems;
    const laughs = ["a0: &a0 [x, x, x]"];
    for (let i = 1; i < 40; i++) laughs.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}]`);
    const what = "expected variables as YAML, received";
    for (const text of ["&a [*a]", laughs.join("\n")]) {
      expect(env(text)).toEqual([expect.stringContaining(what)]);
    }
  });

  it.each([
    [{ [REPOSITORY]: "x" }, true],
    [{ "understudy.dev/preview-image": "x" }, true],
    [{ "understudy.dev/route-key": "pr-1" }, false],
  ])("%j ask for copies: %j", (annotations, asked) => {
    expect(optsIn(annotations)).toBe(asked);
  });

  it("that allow forks need a label, and the commit in the image's tag", () => {
    const forks = { [REPOSITORY]: "acme/payments", "understudy.dev/preview-forks": "true" };
    const at = "Deployment shop/payments: understudy.dev/preview-forks:";
    expect(
      read({ ...forks, "understudy.dev/preview-image": "payments:pr-{number}" }).problems,
    ).toEqual([
      `${at} copies for forks need a label, which somebody with write access puts on them.\n  Name the label that allows a pull request from a fork with understudy.dev/preview-label.`,
      `${at} copies for forks need the commit in the image's tag.\n  Write {sha} into understudy.dev/preview-image.`,
    ]);
    expect(read({ ...forks, "understudy.dev/preview-label": "qa" }).problems).toEqual([]);
  });

  it.each(["87601h", "9000000000h"])("cannot give a copy a lifetime of %s", (lifetime) => {
    const annotations = {
      [REPOSITORY]: "acme/payments",
      "understudy.dev/preview-lifetime": lifetime,
    };
    expect(read(annotations).problems).toEqual([
      `Deployment shop/payments: understudy.dev/preview-lifetime: expected a duration of at most 87600h, which is ten years, received "${lifetime}".`,
    ]);
  });

  it("that forget the repository are a mistake", () => {
    expect(read({ "understudy.dev/preview-label": "qa" }).problems).toEqual([
      "Deployment shop/payments: understudy.dev/github-repository: expected a repository as https://github.com/owner/name or owner/name, received nothing.",
    ]);
  });
});
