import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  jsonScreen,
  plainScreen,
  type Terminal,
  terminalScreen,
} from "../../../cli/laptop/screen.ts";
import type { Status } from "../../../src/laptop/several/status.ts";

let statuses: [Status, Status];
beforeEach(() => {
  statuses = [
    { name: "a", service: "a.shop", state: "starting", link: "-", requests: 0 },
    { name: "bee", service: "-", state: "running", link: "up" },
  ];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal that keeps what it is sent; it has the size of the usual one. */
function terminal(hasColors: boolean): Terminal & { text(): string } {
  let text = "";
  return {
    columns: 80,
    rows: 24,
    hasColors: () => hasColors,
    write(chunk) {
      text += String(chunk);
      return true;
    },
    text: () => text,
  };
}

const TABLE = `
  NAME  SERVICE  STATE     LINK  ROUND TRIP  REQUESTS  LAST ERROR
  a     a.shop   starting  -              -         0  -
  bee   -        running   up             -         -  -
`;

test("on a terminal lines stand above the table, which is written anew only when something is new", () => {
  const shown = terminal(false);
  const screen = terminalScreen(shown, statuses);
  screen.print("a", "listens");
  screen.say("understudy", "All are ready.");
  vi.runAllTimers();
  const first = `a          | listens\nunderstudy > All are ready.\n${TABLE}`;
  expect(shown.text()).toBe(first);
  screen.update();
  vi.runAllTimers();
  expect(shown.text()).toBe(first);
  statuses[0].requests = 1;
  screen.close();
  expect(shown.text()).toBe(`${first}\x1b[4A\r\x1b[J${TABLE.replace("  0  -", "  1  -")}`);
});

test("each service has its colour, and a program's own colours stay, but not what moves the cursor", () => {
  const [plain, colored] = [terminal(false), terminal(true)];
  for (const one of [plain, colored]) {
    const screen = terminalScreen(one, statuses);
    screen.print("bee", "\x1b[2J\x1b[31mred\x1b[0m\x1b[1A\tx\x07\x1b]0;title\x07");
    screen.say("understudy", "all");
    screen.close();
  }
  expect(colored.text().split("\n").slice(0, 2)).toEqual([
    "\x1b[33mbee        |\x1b[0m \x1b[31mred\x1b[0m\tx\x1b[0m",
    "\x1b[1munderstudy >\x1b[0m all\x1b[0m",
  ]);
  expect(plain.text().split("\n").slice(0, 2)).toEqual(["bee        | red\tx", "understudy > all"]);
});

test("without a terminal programs' lines and others are apart, and the table comes at the end", () => {
  const [printed, said] = [terminal(true), terminal(true)];
  const screen = plainScreen(printed, said, statuses);
  screen.print("a", "\x1b[31mred");
  screen.say("bee", "Has ended.");
  screen.update();
  screen.close();
  expect(printed.text()).toBe("a          | \x1b[31mred\n");
  expect(said.text()).toBe(`bee        > Has ended.${TABLE}`);
});

test("scripts get a line for each status that has changed, by more than its round trip", () => {
  vi.setSystemTime(0);
  const shown = terminal(true);
  const screen = jsonScreen(shown, statuses);
  screen.update();
  Object.assign(statuses[0], { link: "up", roundTrip: 2 });
  Object.assign(statuses[1], { roundTrip: 3 });
  screen.update();
  screen.print("a", "x");
  screen.say("a", "y");
  const time = "1970-01-01T00:00:00.000Z";
  const rows = shown.text().trim().split("\n");
  const first = { service: "a.shop", state: "starting", link: "-", requests: 0 };
  expect(rows.map((row) => JSON.parse(row))).toEqual([
    { time, name: "a", status: first },
    { time, name: "bee", status: { service: "-", state: "running", link: "up" } },
    { time, name: "a", status: { ...first, link: "up", roundTrip: 2 } },
    { time, name: "a", printed: "x" },
    { time, name: "a", said: "y" },
  ]);
});
