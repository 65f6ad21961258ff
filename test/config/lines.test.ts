import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, test } from "vitest";
import { withLines } from "../../src/config/lines.ts";
import { pathOf } from "../../src/config/values/check.ts";
import { folderOf } from "../cli/project.ts";

describe("withLines", () => {
  const files = {
    "Pulumi.stg.yaml": `config:
  understudy:services:
    - &first
      name: a

    - <<: *first
      "quoted": { in: { flow: 1,
        later: 2 } }
    - *first
`,
  };

  test.each([
    ["services", 2],
    ["services[0].name", 4],
    ["services[1]", 6],
    ["services[1].quoted.in.flow", 7],
    ["services[1].quoted.in.later", 8],
    ["services[1].quoted.in.missing", 7],
    ["services[1].name", 6],
    ["services[2].name", 9],
    ["services[7]", 2],
    ["aws.region", 1],
  ])("finds %s, or what is nearest above it, on line %i", (path, line) => {
    const problem = { where: `Pulumi.stg.yaml: ${path}`, what: "x", fix: "y" };
    expect(withLines([problem], "stg", folderOf(files))).toEqual([
      { where: `Pulumi.stg.yaml:${line}: ${path}`, what: "x", fix: "y" },
    ]);
  });

  test("puts the problems of the stack's file first, by line, and leaves others as they are", () => {
    const problems = [
      "specs/a.yaml:3",
      "Pulumi.stg.yaml: services[2]",
      "Pulumi.stg.yaml:1",
      "Pulumi.stg.yaml: services[0]",
    ].map((where) => ({ where, what: "x" }));
    expect(withLines(problems, "stg", folderOf(files)).map(({ where }) => where)).toEqual([
      "Pulumi.stg.yaml:1",
      "Pulumi.stg.yaml:4: services[0]",
      "Pulumi.stg.yaml:9: services[2]",
      "specs/a.yaml:3",
    ]);
    expect(withLines(problems, "prd", folderOf(files))).toEqual(problems);
  });

  test("finds keys with any characters", () => {
    const key = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter((text) => !["__proto__", "<<"].includes(text));
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1, maxLength: 5 }), (keys) => {
        const services = Object.fromEntries(keys.map((name) => [name, { x: 1 }]));
        const text = dump(
          { config: { "understudy:services": services } },
          { lineWidth: -1, quoteStyle: "double" },
        );
        const folder = folderOf({ "Pulumi.stg.yaml": text });
        const written = Object.keys(services);
        const problems = written.map((name) => ({
          where: `Pulumi.stg.yaml: ${pathOf(pathOf("services", name), "x")}`,
          what: "x",
        }));
        const lines = withLines(problems, "stg", folder).map(({ where }) =>
          Number(where.split(":")[1]),
        );
        expect(lines).toEqual(written.map((_, index) => 4 + 2 * index));
      }),
      { seed: 14, numRuns: 60 },
    );
  });
});
