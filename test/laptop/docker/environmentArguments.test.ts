import fc from "fast-check";
import { expect, test } from "vitest";
import { environmentArguments } from "../../../src/laptop/docker/environmentArguments.ts";

const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"];
const NO_PROXIES = new Map(
  PROXIES.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, ""]),
);

test("a value is in the file, or, if no line can hold it, in the client's environment by its name", () => {
  const long = "x".repeat(70_000);
  const container = new Map([
    ...NO_PROXIES,
    ["WORD", "Yo $HOME 'x'"],
    ["LINES", "a\nb"],
    ["LONG", long],
  ]);
  expect(environmentArguments(container, {})).toEqual({
    args: ["--env", "LINES", "--env", "LONG"],
    file: expect.stringMatching(/\nWORD=Yo \$HOME 'x'\n/),
    env: { LINES: "a\nb", LONG: long },
    leftOut: [],
  });
});

test("the client's own variables are not changed by those of several lines, which are named", () => {
  const container = new Map([...NO_PROXIES, ["DOCKER_HOST", "a\nb"], ["PATH", "/bin"]]);
  const { args, file, env, leftOut } = environmentArguments(container, {});
  expect({ args, env, leftOut }).toEqual({ args: [], env: {}, leftOut: ["DOCKER_HOST"] });
  expect(file).toContain("PATH=/bin\n");
});

test("the machine's proxies are taken away, and the container's own stay", () => {
  const container = new Map(
    [...NO_PROXIES].filter(([name]) => name !== "no_proxy" && name !== "HTTP_PROXY"),
  );
  const { args } = environmentArguments(container, { HTTP_PROXY: "http://proxy" });
  expect(args).toEqual(["--env", "HTTP_PROXY=", "--env", "no_proxy"]);
});

test("no value is ever in an argument", () => {
  const name = fc.stringMatching(/^[A-Z_]{1,8}$/);
  // Longer than any name, so that it can be in none by accident.
  const value = fc.string({ minLength: 12, unit: fc.constantFrom("s", "\n", " ", "=") });
  fc.assert(
    fc.property(fc.dictionary(name, value), (values) => {
      const { args, file, env, leftOut } = environmentArguments(
        new Map(Object.entries(values)),
        {},
      );
      for (const [name, value] of Object.entries(values)) {
        expect(args.filter((arg) => arg.includes(value))).toEqual([]);
        const places = [
          file.includes(`${name}=${value}\n`),
          env[name] === value,
          leftOut.includes(name),
        ];
        expect(places).toContain(true);
      }
    }),
    { seed: 1 },
  );
});
