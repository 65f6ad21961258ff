import { expect, test } from "vitest";
import { tellWorld } from "../../../cli/laptop/tellWorld.ts";
import type { World } from "../../../src/laptop/world/world.ts";

const why = "you may not get configmaps in namespace shop";
const world = {
  missing: [
    { what: "variable MODE", why },
    { what: "volume settings", why },
  ],
  notCopied: [],
  environment: () => new Map(),
} as Partial<World> as World;

function said(needsFiles: boolean): string[] {
  const lines: string[] = [];
  tellWorld(world, { needsFiles, inMemory: true, isContainer: false }, (line) => lines.push(line));
  return lines;
}

test("files that are missing are named to those who asked for files", () => {
  const variable = `Missing here: variable MODE: ${why}.`;
  expect(said(false)).toEqual([variable]);
  expect(said(true)).toEqual([variable, `Missing here: volume settings: ${why}.`]);
});
