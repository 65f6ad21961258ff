/** Where a connection was meant to go. */
export interface Target {
  host: string;
  port: number;
}

/**
 * Returns where a program's connection goes to in its own eyes, by the kernel's table of connections (`/proc/net/tcp`,
 * `/proc/net/tcp6`): a redirection changes the packets, and not the program's socket.
 *
 * @param table one or several of the kernel's tables
 * @param address the program's end of the connection
 * @param port of the program's end
 */
export function originalTarget(table: string, address: string, port: number): Target | undefined {
  const words = wordsOf(address);
  const number = port.toString(16).toUpperCase().padStart(4, "0");
  // A program's socket for both families has an IPv4 address as a mapped one.
  const forms =
    words.length === 1 ? [words, ["00000000", "00000000", "FFFF0000", ...words]] : [words];
  for (const form of forms) {
    const local = ` ${form.join("")}:${number} `;
    const at = table.indexOf(local);
    if (at === -1) continue;
    const [remote = ""] = table.slice(at + local.length).split(" ", 1);
    const [hex = "", remotePort = ""] = remote.split(":");
    return { host: addressOf(hex), port: Number.parseInt(remotePort, 16) };
  }
  return undefined;
}

/** The kernel writes an address as words of 32 bits, each in the order of the machine, which is the little end first. */
function wordsOf(address: string): string[] {
  const [, mapped = address] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped.includes(".")) {
    const bytes = mapped.split(".").map((part) => Number(part).toString(16).padStart(2, "0"));
    return [bytes.toReversed().join("").toUpperCase()];
  }
  const [before = "", after = ""] = address.split("::");
  const groups = (text: string) => text.split(":").filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - groups(before).length - groups(after).length)).fill(
    "0",
  );
  const hex = [...groups(before), ...zeros, ...groups(after)]
    .map((group) => group.padStart(4, "0"))
    .join("");
  return (hex.match(/.{8}/g) ?? []).map(swapped);
}

function addressOf(hex: string): string {
  const words = (hex.match(/.{8}/g) ?? []).map(swapped);
  const last = words.at(-1) ?? "";
  const isMapped = words.slice(0, 3).join("") === "00000000000000000000FFFF";
  if (words.length === 1 || isMapped) {
    return (last.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join(".");
  }
  return (words.join("").toLowerCase().match(/.{4}/g) ?? []).join(":");
}

function swapped(word: string): string {
  return (word.match(/../g) ?? []).toReversed().join("").toUpperCase();
}
