/** Files of Python and Locust themselves, and those that are loaded beside the script. */
const OTHERS = /site-packages|dist-packages|\/lib\/python|^<|\/opt\/understudy\//;

const FRAME = /^ *File "([^"]+)", line (\d+)/;

/** The line that ends a traceback: `SyntaxError: '(' was never closed`, `AssertionError`. */
const ERROR = /^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning)(?::.*)?$/;

/**
 * Returns the last mistake in a log of Locust that comes from the script: `script.py, line 3: SyntaxError: …`. Returns
 * undefined if there is none.
 *
 * @param folders where scripts are in the pod
 */
export function scriptMistake(log: string, folders: readonly string[]): string | undefined {
  const lines = log.split("\n");
  const at = lines.findLastIndex((line) => ERROR.test(line));
  if (at < 0) return undefined;
  const start = lines.slice(0, at).findLastIndex((line) => /^Traceback /.test(line));
  const frames = lines.slice(Math.max(start, 0), at).flatMap((line) => {
    const [, file, number] = FRAME.exec(line) ?? [];
    return file === undefined || OTHERS.test(file) ? [] : [{ file, number }];
  });
  const last = frames.at(-1);
  if (last === undefined) return undefined;
  return `${shortened(last.file, folders)}, line ${last.number}: ${lines[at]}`;
}

/** Where start.py unpacks scripts. */
const UNPACKED = /^\/.*\/loadtest-\w{8}\//;

function shortened(file: string, folders: readonly string[]): string {
  const folder = folders.find((one) => file.startsWith(`${one.replace(/\/$/, "")}/`));
  return folder === undefined
    ? file.replace(UNPACKED, "")
    : file.slice(folder.replace(/\/$/, "").length + 1);
}
