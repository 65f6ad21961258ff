import { expect, test } from "vitest";
import { keptNames, programEnvironment } from "../../../src/laptop/program/programEnvironment.ts";

const container = new Map([
  ["ENV", "test"],
  ["PATH", "/app/bin"],
  ["HTTP_PROXY", "http://proxy.corp"],
]);

test("a program has the machine's variables, then the container's, then what leads to the cluster", () => {
  const machine = {
    ENV: "mine",
    PATH: "/bin",
    HTTPS_PROXY: "http://home",
    no_proxy: "a",
    EDITOR: "vi",
  };
  expect(programEnvironment(machine, container, { HTTP_PROXY: "http://127.0.0.1:1" })).toEqual({
    ENV: "test",
    PATH: "/bin",
    EDITOR: "vi",
    HTTP_PROXY: "http://127.0.0.1:1",
  });
});

test("the names of the container's variables that are not given are known", () => {
  expect(keptNames(container)).toEqual(["PATH"]);
});
