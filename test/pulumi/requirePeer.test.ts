import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as docker from "@pulumi/docker-build";
import { afterAll, expect, test } from "vitest";
import { requirePeer } from "../../src/pulumi/requirePeer.ts";

const folder = mkdtempSync(join(tmpdir(), "understudy-peer-"));
const program = pathToFileURL(join(folder, "index.js")).href;
afterAll(() => rmSync(folder, { recursive: true }));

test("a peer is the same instance that an import gives", () => {
  expect(requirePeer("@pulumi/docker-build").Image).toBe(docker.Image);
});

test("an absent peer is an error that says what installs it", () => {
  expect(() => requirePeer("@pulumi/aws", program)).toThrow(
    "@pulumi/aws: not installed; it creates repositories at Amazon ECR.\n" +
      "  npm install @pulumi/aws",
  );
});

test("a peer that is there but lacks a module of its own is another error", () => {
  const peer = join(folder, "node_modules/@pulumi/docker-build");
  mkdirSync(peer, { recursive: true });
  writeFileSync(join(peer, "index.js"), 'require("semver-of-another-world");');
  expect(() => requirePeer("@pulumi/docker-build", program)).toThrow(
    "Cannot find module 'semver-of-another-world'",
  );
});
