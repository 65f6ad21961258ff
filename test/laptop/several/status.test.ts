import { expect, test } from "vitest";
import { growing, type Status, statusTable } from "../../../src/laptop/several/status.ts";

const statuses: Status[] = [
  {
    name: "payments",
    service: "payments.shop",
    state: "running",
    link: "up",
    roundTrip: 1.26,
    requests: 12,
  },
  { name: "worker", service: "-", state: "ended with 1", link: "-", lastError: "no answer in 8 s" },
];

test("the table has a row for each service", () => {
  expect(statusTable(statuses)).toEqual([
    "  NAME      SERVICE        STATE         LINK  ROUND TRIP  REQUESTS  LAST ERROR",
    "  payments  payments.shop  running       up        1.3 ms        12  -",
    "  worker    -              ended with 1  -              -         -  no answer in 8 s",
  ]);
});

test("no row is longer than the terminal is wide", () => {
  expect(statusTable(statuses, 20).map(({ length }) => length)).toEqual([20, 20, 20]);
});

test("a count goes on when the program that counts starts again from zero", () => {
  const counted = growing();
  expect([2, 5, 5, 1, 4, 0].map(counted)).toEqual([2, 5, 5, 6, 9, 9]);
});
