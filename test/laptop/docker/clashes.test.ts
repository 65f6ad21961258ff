import { expect, test } from "vitest";
import { clashesIn } from "../../../src/laptop/docker/clashes.ts";

const clashing = (args: string[]) => clashesIn(args).map(({ where }) => where.split(" ").at(-1));

test("options of the network and the detached mode are mistakes, all of them, whichever way they are written", () => {
  const wrong = [
    "--network=host",
    "--net",
    "-p",
    "-p8080:80",
    "-itp",
    "-P",
    "--publish-all",
    "-h",
    "--dns=1.1.1.1",
    "-d",
    "-itd",
    "--detach",
    "--detach=true",
  ];
  expect(clashing(wrong)).toEqual(wrong);
});

test("other options are docker's own", () => {
  const right = ["--rm", "-it", "-v", ".:/app", "-w/app", "-e", "A=-p", "-u", "0", "--name", "a"];
  expect(clashing([...right, "--memory=1g", "--init", "--platform", "linux/amd64"])).toEqual([]);
});

test("what is said names the option and what to do", () => {
  expect(clashesIn(["-p", "80:80"])).toEqual([
    {
      where: "--docker … -- -p",
      what: "docker run cannot have this option here",
      fix: "Leave it out: the container is in the cluster's network.",
    },
  ]);
});
