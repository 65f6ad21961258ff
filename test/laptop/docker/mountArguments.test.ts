import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mountArguments } from "../../../src/laptop/docker/mountArguments.ts";

function volumesWith(...paths: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "mounts-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const path of paths) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), "");
  }
  return folder;
}

test("a volume is mounted as a whole at the container's path, read-only, and a part of it as that", () => {
  const volumes = volumesWith("shop/word", "keys/a.pem");
  const mounts = [
    { path: "/etc/shop", volume: "shop", subPath: "" },
    { path: "/etc/a.pem", volume: "keys", subPath: "a.pem" },
    { path: "/etc/b.pem", volume: "keys", subPath: "b.pem" },
  ];
  expect(mountArguments(mounts, volumes)).toEqual([
    "--mount",
    `type=bind,source=${volumes}/shop,target=/etc/shop,readonly`,
    "--mount",
    `type=bind,source=${volumes}/keys/a.pem,target=/etc/a.pem,readonly`,
  ]);
});

test("of a volume in which another one is mounted each file is, but for the name that the other one takes", () => {
  const volumes = volumesWith("shop/..1/word", "shop/word", "shop/keys/old", "keys/a.pem");
  const mounts = [
    { path: "/etc/shop", volume: "shop", subPath: "" },
    { path: "/etc/shop/keys", volume: "keys", subPath: "" },
  ];
  expect(mountArguments(mounts, volumes)).toEqual([
    "--mount",
    `type=bind,source=${volumes}/shop/word,target=/etc/shop/word,readonly`,
    "--mount",
    `type=bind,source=${volumes}/keys,target=/etc/shop/keys,readonly`,
  ]);
});

test("a path with a comma is one field", () => {
  const volumes = volumesWith("shop/word");
  const [, mount] = mountArguments([{ path: "/a,b", volume: "shop", subPath: "" }], volumes);
  expect(mount).toBe(`type=bind,source=${volumes}/shop,"target=/a,b",readonly`);
});
