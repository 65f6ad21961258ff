import { once } from "node:events";
import { expect, it } from "vitest";
import { type Told, Watch } from "../../../src/controller/loop/watch.ts";
import type { Line } from "../../../src/controller/plan.ts";
import { UserError } from "../../../src/problem.ts";

const HOUR = 3_600_000;

/** Does these rounds, each of which wakes the next one, and returns what was printed. */
async function printed(...rounds: (Partial<Told> | Error)[]): Promise<string[]> {
  const texts: string[] = [];
  const stop = new AbortController();
  const watch = new Watch();
  const left = rounds.values();
  const round = async () => {
    const next = left.next().value;
    if (next === undefined) stop.abort();
    else watch.wake();
    if (next instanceof Error) throw next;
    return { lines: [], problems: [], warnings: [], ...next };
  };
  const keep = (text: string) => texts.push(text.replace(/^[0-9TZ:-]+ {2}/, ""));
  await watch.run(round, HOUR, stop.signal, { log: keep, error: keep });
  return texts;
}

const lineOf = (state: Line["state"], reason?: string): Partial<Told> => ({
  lines: [
    { name: "shop/payments-pr-12", pullRequest: "acme#12", state, ...(reason && { reason }) },
  ],
});

it("prints a line for each change, and none for each round", async () => {
  const waiting = lineOf("waiting", "waiting for the image");
  const rounds = [waiting, waiting, lineOf("made"), lineOf("unchanged"), lineOf("unchanged")];
  expect(await printed(...rounds, lineOf("changed"), lineOf("kept", "status 502"))).toEqual([
    "shop/payments-pr-12  acme#12  waiting: waiting for the image",
    "shop/payments-pr-12  acme#12  made",
    "shop/payments-pr-12  acme#12  changed",
    "shop/payments-pr-12  acme#12  kept: status 502",
  ]);
});

it("prints each problem once, and again when it comes back", async () => {
  const wrong = { problems: [{ where: "acme/payments", what: "could not be read" }] };
  const text = "acme/payments: could not be read.";
  expect(await printed(wrong, wrong, {}, wrong)).toEqual([text, text]);
});

it("a round that fails is told, and the next one follows", async () => {
  const error = new UserError([{ where: "cluster", what: "could not be asked" }]);
  expect(await printed(error, error, lineOf("made"))).toEqual([
    "cluster: could not be asked.",
    "shop/payments-pr-12  acme#12  made",
  ]);
});

it("a bug is not taken for a bad day", async () => {
  await expect(printed(new TypeError("no function"))).rejects.toThrow("no function");
});

it("rounds follow each other after the pause, and never run at once", async () => {
  const stop = new AbortController();
  let running = 0;
  let most = 0;
  let rounds = 0;
  await new Watch().run(
    async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      if (++rounds === 3) stop.abort();
      return { lines: [], problems: [], warnings: [] };
    },
    1,
    stop.signal,
  );
  expect([rounds, most]).toEqual([3, 1]);
});

it("however often it is woken during a round, one round follows", async () => {
  const stop = new AbortController();
  const watch = new Watch();
  let rounds = 0;
  const ended = watch.run(
    async () => {
      if (++rounds === 1) for (let i = 0; i < 3; i++) watch.wake();
      // It is in the pause of an hour after the second round when it is stopped.
      else setImmediate(() => setImmediate(() => stop.abort()));
      return { lines: [], problems: [], warnings: [] };
    },
    HOUR,
    stop.signal,
  );
  await ended;
  expect(rounds).toBe(2);
});

it("reports are made in the pause, which ends when it would without them", async () => {
  const texts: string[] = [];
  const stop = new AbortController();
  const watch = new Watch();
  const keep = (text: string) => texts.push(text.replace(/^[0-9TZ:-]+ {2}/, ""));
  let rounds = 0;
  const round = async (): Promise<Told> => {
    if (++rounds === 2) stop.abort();
    const report = async (until: AbortSignal) => {
      const pause = once(until, "abort");
      texts.push("reports begin");
      watch.wake();
      await pause;
      return [{ where: "acme/payments", what: "the comment could not be written" }];
    };
    return { lines: [], problems: [], warnings: [], ...lineOf("made"), report };
  };
  await watch.run(round, HOUR, stop.signal, { log: keep, error: keep });
  const made = "shop/payments-pr-12  acme#12  made";
  // Once it is stopped, it reports no more.
  const problem = "acme/payments: the comment could not be written.";
  expect(texts).toEqual([made, "reports begin", problem, made]);
});
