import { expect, test } from "vitest";
import { keepLed } from "../../../src/laptop/led/keepLed.ts";

const UP = { state: "up", roundTrip: 1 } as const;
const LOST = { state: "lost", reason: "cut" } as const;

test("a Service leads to the agent again each time that the link is up again, and not after the end", async () => {
  const said: unknown[] = [];
  const kept = keepLed(
    async () => {
      said.push("led");
      if (said.length > 1) throw new Error("no");
    },
    (error) => said.push(String(error)),
  );
  for (const state of [UP, UP, LOST, LOST, UP, UP, LOST, UP]) kept.onState(state);
  await new Promise(setImmediate);
  expect(said).toEqual(["led", "led", "Error: no"]);
  kept.onState(LOST);
  kept.onState(UP);
  await kept.stop();
  kept.onState(LOST);
  kept.onState(UP);
  await kept.stop();
  expect(said.length).toBe(3);
});
