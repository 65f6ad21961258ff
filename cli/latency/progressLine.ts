/** One line of a terminal that is written over, so that long work is seen. Nothing is written if it is no terminal. */
export function progressLine(stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">) {
  const clear = () => {
    if (stream.isTTY) stream.write("\r\x1b[K");
  };
  return {
    clear,
    show(text: string) {
      if (stream.isTTY) stream.write(`\r\x1b[K${text.slice(0, (stream.columns || 80) - 1)}`);
    },
  };
}
