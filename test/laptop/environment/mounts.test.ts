import { expect, test } from "vitest";
import { mountsOf, volumesWithoutFiles } from "../../../src/laptop/environment/mounts.ts";

const container = {
  name: "app",
  volumeMounts: [
    { name: "b", mountPath: "/etc/a/inner/" },
    { name: "a", mountPath: "/etc//a" },
    { name: "a", mountPath: "/file", subPath: "x/y" },
    { name: "a", mountPath: "/logs", subPathExpr: "$(POD)/$(NONE)" },
  ],
};

test("mounts come with outer ones first, and with the parts of volumes that they show", () => {
  expect(mountsOf(container, new Map([["POD", "a-0"]]))).toEqual([
    { path: "/file", volume: "a", subPath: "x/y" },
    { path: "/logs", volume: "a", subPath: "a-0/$(NONE)" },
    { path: "/etc/a", volume: "a", subPath: "" },
    { path: "/etc/a/inner", volume: "b", subPath: "" },
  ]);
});

test("mounted volumes without files are listed by name and kind", () => {
  const volumes = [
    { name: "a", configMap: { name: "a" } },
    { name: "b", emptyDir: {} },
    { name: "unused", emptyDir: {} },
  ];
  const pod = { spec: { containers: [], volumes } };
  expect(volumesWithoutFiles(pod, mountsOf(container, new Map()), new Set(["a"]))).toEqual([
    "b (emptyDir)",
  ]);
});
