import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { docker } from "../../../src/laptop/docker/docker.ts";
import { formatProblem, type UserError } from "../../../src/problem.ts";

const isThere = spawnSync("docker", ["--version"]).status === 0;

const problems = (args: string[], env: Record<string, string>) =>
  docker(args, env).then(
    () => [],
    ({ problems }: UserError) => problems.map(formatProblem),
  );

test("without Docker one line says so, and what to do", async () => {
  expect(await problems(["version"], { PATH: "/none" })).toEqual([
    "docker: is not on the PATH.\n  Install it, or give the program itself as the command, without --docker.",
  ]);
});

describe.skipIf(!isThere)("Docker's client", () => {
  test("a daemon that is away is told in the client's own words", async () => {
    const [said, ...more] = await problems(["version"], { DOCKER_HOST: "unix:///none.sock" });
    expect(said).toMatch(/^docker: .*unix:\/\/\/none\.sock/);
    expect(more).toEqual([]);
  });
});
