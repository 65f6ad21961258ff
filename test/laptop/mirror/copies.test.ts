import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { Copies } from "../../../src/laptop/mirror/copies.ts";

const PIECE = 256;

function begun(limits: { one?: number; all?: number; count?: number }, number: number) {
  const told: string[] = [];
  const copies = new Copies((reason) => told.push(reason), {
    ...{ one: 10_000, all: 10_000, count: 10 },
    ...limits,
  });
  const all = Array.from({ length: number }, () => new Stuck());
  for (const copy of all) copies.begin(copy);
  return { copies, all, told };
}

/** Takes its pieces only when it is told to. */
class Stuck extends Writable {
  taken: (() => void)[] = [];

  override _write(_: unknown, __: unknown, done: () => void): void {
    this.taken.push(done);
  }
}

test("a copy that falls behind by more than the limit is cut, and the others are not", () => {
  const { copies, all, told } = begun({ one: 1000 }, 2);
  for (const copy of all) copies.write(copy, Buffer.alloc(1000 - PIECE));
  expect(all.map((copy) => copy.destroyed)).toEqual([false, false]);
  copies.write(all[0] as Stuck, Buffer.alloc(1));
  expect(all.map((copy) => copy.destroyed)).toEqual([true, false]);
  expect(told).toEqual(["the laptop is too far behind"]);
  expect(copies.waiting).toBe(1000);
});

test("what has been taken does not count", async () => {
  const { copies, all } = begun({ one: 1000 }, 1);
  const [copy] = all as [Stuck];
  for (let i = 0; i < 5; i++) {
    copies.write(copy, Buffer.alloc(700));
    copy.taken.shift()?.();
    await new Promise(setImmediate);
    expect(copies.waiting).toBe(0);
  }
  expect(copy.destroyed).toBe(false);
});

test("a copy that brings all together above the limit is cut, and the others may come to their end", () => {
  const { copies, all, told } = begun({ all: 2500 }, 3);
  for (const copy of all) copies.write(copy, Buffer.alloc(1000 - PIECE));
  expect(all.map((copy) => copy.destroyed)).toEqual([false, false, true]);
  expect(told).toEqual(["the laptop is too far behind with all together"]);
  expect(copies.waiting).toBe(2000);
});

test("the oldest copy is cut when there are too many", () => {
  const { all, told } = begun({ count: 2 }, 3);
  expect(all.map((copy) => copy.destroyed)).toEqual([true, false, false]);
  expect(told).toEqual(["too many later ones came before its answer"]);
});

test("a copy that fails is told once, and takes nothing more", async () => {
  const { copies, all, told } = begun({}, 1);
  const [copy] = all as [Stuck];
  copies.write(copy, Buffer.alloc(10));
  copy.destroy(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
  await new Promise(setImmediate);
  copies.write(copy, Buffer.alloc(10));
  expect(told).toEqual(["ECONNREFUSED"]);
  expect(copies.waiting).toBe(0);
});
