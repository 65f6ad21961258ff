import type { WriteStream } from "node:tty";
import { type Status, statusTable } from "../../src/laptop/several/status.ts";
import { cleanLine } from "./cleanLine.ts";

/** Where several services are shown. */
export interface Screen {
  /** Shows a line that a service's program has printed. */
  print(name: string, line: string): void;
  /** Says something about a service, or about all of them. */
  say(name: string, line: string): void;
  /** Shows the statuses as they are now. */
  update(): void;
  /** Shows everything that has not been shown yet. */
  close(): void;
}

type Output = Pick<WriteStream, "write">;
export type Terminal = Pick<WriteStream, "write" | "columns" | "rows" | "hasColors">;

/** Between two times that a terminal is written, in milliseconds. */
const PAUSE = 100;

/** Cyan, yellow, green, magenta, blue, and the bright ones of these. */
const COLORS = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];
const BOLD = 1;

/** Shows lines on a terminal, above a table of the statuses that stays in its place. Colours tell the services apart. */
export function terminalScreen(terminal: Terminal, statuses: readonly Status[]): Screen {
  const width = widthOf(statuses);
  const hasColors = terminal.hasColors();
  let lines: string[] = [];
  let shown: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const table = ["", ...statusTable(statuses, terminal.columns)].slice(0, terminal.rows - 1);
    if (lines.length === 0 && table.join("\n") === shown.join("\n")) return;
    // Up to the table's first line, and clear everything below.
    const back = shown.length === 0 ? "" : `\x1b[${shown.length}A\r\x1b[J`;
    terminal.write(`${back}${[...lines, ...table].join("\n")}\n`);
    lines = [];
    shown = table;
  }

  function add(name: string, mark: string, text: string): void {
    const head = `${name.padEnd(width)} ${mark}`;
    const line = cleanLine(text, hasColors);
    const index = statuses.findIndex((one) => one.name === name);
    const color = index === -1 ? BOLD : COLORS[index % COLORS.length];
    lines.push(hasColors ? `\x1b[${color}m${head}\x1b[0m ${line}\x1b[0m` : `${head} ${line}`);
    update();
  }

  function update(): void {
    timer ??= setTimeout(flush, PAUSE);
  }

  return {
    print: (name, line) => add(name, "|", line),
    say: (name, line) => add(name, ">", line),
    update,
    close: flush,
  };
}

/** Writes lines as they come, without colours of its own: what programs print, and apart from it what is said of them. */
export function plainScreen(printed: Output, said: Output, statuses: readonly Status[]): Screen {
  const width = widthOf(statuses);
  return {
    print: (name, line) => void printed.write(`${name.padEnd(width)} | ${line}\n`),
    say: (name, line) => void said.write(`${name.padEnd(width)} > ${line}\n`),
    update() {},
    close: () => void said.write(`${statusTable(statuses).join("\n")}\n`),
  };
}

/** Writes a JSON object a line, for scripts: lines of programs, lines that are said, and each status that has changed. */
export function jsonScreen(output: Output, statuses: readonly Status[]): Screen {
  const shown = new Map<string, string>();
  const write = (entry: object) =>
    void output.write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
  return {
    print: (name, line) => write({ name, printed: line }),
    say: (name, line) => write({ name, said: line }),
    update() {
      for (const { roundTrip, ...status } of statuses) {
        // The round trip changes every four seconds, and is no reason for a line.
        const text = JSON.stringify(status);
        if (shown.get(status.name) === text) continue;
        shown.set(status.name, text);
        const { name, ...rest } = status;
        write({ name, status: { ...rest, ...(roundTrip !== undefined && { roundTrip }) } });
      }
    },
    close() {
      this.update();
    },
  };
}

function widthOf(statuses: readonly Status[]): number {
  return Math.max("understudy".length, ...statuses.map(({ name }) => name.length));
}
