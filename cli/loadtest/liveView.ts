/** What is shown of a run in different ways. */
export interface View {
  /** Some lines, of which the newest stand in place of the older ones. */
  table(): string;
  line(): string;
}

export interface LiveView {
  show(view: View): void;
}

/** A log gets a line this often. */
const LINE_MS = 10_000;

/** Writes one table over and over on a terminal, and a line every ten seconds elsewhere. */
export function liveView(stream: { isTTY: boolean; write(text: string): boolean }): LiveView {
  let lines = 0;
  let next = 0;
  return {
    show(view) {
      if (!stream.isTTY) {
        if (Date.now() < next) return;
        next = Date.now() + LINE_MS;
        stream.write(`${view.line()}\n`);
        return;
      }
      const text = view.table();
      // Up to the table's first line, and clear everything below.
      const back = lines === 0 ? "" : `\x1b[${lines}A\r\x1b[J`;
      stream.write(`${back}${text}\n`);
      lines = text.split("\n").length;
    },
  };
}
