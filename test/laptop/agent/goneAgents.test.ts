import { expect, test, vi } from "vitest";
import { goneAgents } from "../../../src/laptop/agent/goneAgents.ts";

const known = new Set<string>();
vi.mock("node:dns/promises", () => ({
  async lookup(name: string) {
    if (name === "broken.") throw Object.assign(new Error("no answer"), { code: "EAI_AGAIN" });
    if (!known.has(name)) throw Object.assign(new Error("unknown"), { code: "ENOTFOUND" });
  },
}));

test("an agent is gone when its name is unknown five times in a row, and not when nobody answers", async () => {
  const [ann, bob] = ["ann", "broken"].map((host) => ({ agent: host, to: {}, made: 1, host }));
  const gone = goneAgents();
  const looks = async (times: number) => {
    let found: unknown[] = [];
    for (let i = 0; i < times; i++)
      found = await gone([ann, bob].filter((one) => one !== undefined));
    return found;
  };
  expect(await looks(4)).toEqual([]);
  known.add("ann.");
  expect(await looks(1)).toEqual([]);
  known.clear();
  expect(await looks(4)).toEqual([]);
  expect(await looks(1)).toEqual([ann]);
});
