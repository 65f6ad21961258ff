import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { withArgumentTables } from "../../scripts/argumentTables.ts";
import { ORIGIN } from "../emit/previewFixture.ts";
import { type Declared, runProgram } from "../pulumi.ts";
import { page, programs } from "./programs.ts";

/** Out of version control; imports resolve as those of the repository's own files. */
const FOLDER = join(import.meta.dirname, "../../.understudy/docs");

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  for (const [index, { text }] of programs.entries()) writeFileSync(fileOf(index), text);
  vi.spyOn(console, "warn").mockReturnValue();
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

test("the tables are those that `npm run generate` makes of the components", () => {
  expect(withArgumentTables(page, ".")).toBe(page);
});

test("what the page shows of a file is that file", () => {
  const shown = [...page.matchAll(/<!-- file: (\S+) -->\n```\w*\n([\s\S]*?)```/g)];
  expect(shown.map(([, file = "", text]) => ({ file, text }))).toEqual(
    ["index.ts", "mistakes.txt", "index.test.ts"].map((name) => {
      const file = `examples/program/${name}`;
      return { file, text: readFileSync(file, "utf8") };
    }),
  );
});

describe("each program runs, and declares what the page says", () => {
  test.each(programs.map(({ heading, declares }, index) => ({ heading, declares, index })))(
    "$heading",
    async ({ declares, index }) => {
      const { declared } = await runProgram(() => import(fileOf(index)), { outputs, config });
      expect(declared.length).toBeGreaterThan(0);
      if (declares !== undefined) expect(treeOf(declared)).toBe(declares);
    },
  );

  test("for each component", () => {
    const said = programs.filter(({ declares }) => declares !== undefined);
    expect(said.map(({ heading }) => heading)).toEqual([
      "A mock, a real service and its preview in one stack",
      ...["MockService", "MockImage", "IstioLatency", "ServiceRouter", "PreviewReplica"],
      ...["PreviewGateway", "RoutingClaims", "LocalIntercept", "PreviewController"],
    ]);
  });
});

function fileOf(index: number): string {
  return join(FOLDER, `program${index}.ts`);
}

/** The resources as `pulumi preview` shows them: type and name, each below its parent. */
function treeOf(declared: Declared[]): string {
  const below = (parent: string | undefined, depth: number): string[] =>
    declared
      .filter((resource) => resource.parent === parent && resource.found === undefined)
      .flatMap(({ type, name }) => [
        `${`${"  ".repeat(depth)}${type.replace(/:index(?=:)/, "")}`.padEnd(55)} ${name}`,
        ...below(`${type}::${name}`, depth + 1),
      ]);
  return `${below(undefined, 0).join("\n")}\n`;
}

const config = { "registry:password": "hunter2" };

/** A cluster with the Deployment and the Service that are looked up, which names what has no name. */
function outputs({ type, inputs }: Pick<Declared, "type" | "inputs">): Record<string, unknown> {
  if (type.endsWith(":Image")) return { digest: "sha256:1" };
  if (inputs.metadata !== undefined) return {};
  if (type.endsWith(":Namespace")) return { metadata: { name: "shop-1a2b3c" } };
  if (type.endsWith(":Deployment")) return Object(ORIGIN.deployment);
  return type.endsWith(":Service") ? Object(ORIGIN.service) : {};
}
