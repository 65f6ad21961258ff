import { expect, test } from "vitest";
import { untilInterrupted } from "../../src/program/untilInterrupted.ts";

test("signals stop it, and do not end the program until it says so: Pulumi sends several at Ctrl-C", async () => {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const listeners = () => signals.map((signal) => process.listenerCount(signal));
  const before = listeners();
  const { stopped, end } = untilInterrupted();
  for (const signal of signals) process.emit(signal);
  await stopped;
  expect(listeners()).toEqual(before.map((count) => count + 1));
  end();
  expect(listeners()).toEqual(before);
});
