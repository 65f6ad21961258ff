/** What comes behind so many characters of a line is dropped, so that a file without line ends needs little memory. */
const LONGEST = 1024 * 1024;

/**
 * Calls `take` for each line of a text, without its end. Each character of a line is one byte (Latin-1). Empty lines are
 * left out, but counted. The line must not be kept: it is a view of a larger piece of the text.
 *
 * @param take its second argument is the line's number
 */
export async function eachLine(
  text: AsyncIterable<Buffer>,
  take: (line: string, number: number) => void,
): Promise<void> {
  let rest = "";
  let number = 0;
  const finish = (line: string) => {
    number++;
    const end = line.endsWith("\r") ? line.length - 1 : line.length;
    if (end > 0) take(end === line.length ? line : line.slice(0, end), number);
  };
  for await (const piece of text) {
    const lines = rest + piece.toString("latin1");
    let start = 0;
    for (let end = lines.indexOf("\n"); end !== -1; end = lines.indexOf("\n", start)) {
      finish(lines.slice(start, end));
      start = end + 1;
    }
    rest =
      start < lines.length - LONGEST ? lines.slice(start, start + LONGEST) : lines.slice(start);
  }
  if (rest !== "") finish(rest);
}
