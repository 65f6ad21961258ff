import type { PodSpec } from "kubernetes-types/core/v1.d.ts";
import { expect, test } from "vitest";
import { modeIn, tokenMode } from "../../../src/laptop/environment/fileModes.ts";

const app = { name: "app" };
const asUser = (name: string, runAsUser: number) => ({ name, securityContext: { runAsUser } });

test.each<[string, PodSpec, number, number]>([
  ["without users and groups", { containers: [app] }, 0o400, 0o644],
  ["with a group", { containers: [app], securityContext: { fsGroup: 2000 } }, 0o440, 0o640],
  ["of one user", { containers: [app], securityContext: { runAsUser: 1000 } }, 0o400, 0o600],
  ["of one user in all containers", { containers: [asUser("a", 7), asUser("b", 7)] }, 0o400, 0o600],
  ["of two users", { containers: [asUser("a", 7), asUser("b", 8)] }, 0o400, 0o644],
  ["of a user and a stranger", { containers: [asUser("a", 7), app] }, 0o400, 0o644],
])("a pod %s has files and tokens with the kubelet's permissions", (_, spec, file, token) => {
  expect([modeIn({ spec }, 0o400), modeIn({ spec }, tokenMode({ spec }, 0o644))]).toEqual([
    file,
    token,
  ]);
});
