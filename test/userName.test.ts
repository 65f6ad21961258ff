import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { expect, onTestFinished, test, vi } from "vitest";
import { userName } from "../src/userName.ts";

test("a user whom the machine has no name for is known by the environment, or by the number", () => {
  const { userInfo } = os;
  onTestFinished(() => {
    os.userInfo = userInfo;
    syncBuiltinESMExports();
    vi.unstubAllEnvs();
  });
  expect(userName()).toBe(userInfo().username);
  os.userInfo = () => {
    throw new Error("uv_os_get_passwd returned ENOENT");
  };
  syncBuiltinESMExports();
  vi.stubEnv("USER", "ann");
  expect(userName()).toBe("ann");
  vi.stubEnv("USER", undefined);
  expect(userName()).toBe(`user-${process.getuid?.()}`);
});
