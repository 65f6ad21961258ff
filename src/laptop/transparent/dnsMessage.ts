import { isIPv6 } from "node:net";

/** Numbers of DNS (RFC 1035, 3596, 2782). */
const TYPES: Readonly<Record<number, Answered>> = {
  1: "A",
  5: "CNAME",
  12: "PTR",
  16: "TXT",
  28: "AAAA",
  33: "SRV",
};
const IS_ANSWER = 0x8180;
const CLASS_IN = 1;
/** Programs are to ask again soon: pods of headless Services come and go. In seconds. */
const TTL = 5;
/** What a message without extensions may have (RFC 1035, section 4.2.1). */
const LONGEST = 512;

/** Kinds of records that are answered. */
export type Answered = "A" | "AAAA" | "CNAME" | "PTR" | "SRV" | "TXT";

/** Codes of answers. */
export const DNS = { found: 0, failed: 2, noSuchName: 3, notSupported: 4 } as const;

export interface Query {
  name: string;
  /** Undefined for kinds that are not answered. */
  type: Answered | undefined;
  /** The whole message. */
  message: Buffer;
  /** Where its question ends. */
  end: number;
}

/** Reads a query, or returns undefined if it is none with one question. */
export function readQuery(message: Buffer): Query | undefined {
  if (message.length < 17 || message.readUInt16BE(4) !== 1 || message.readUInt16BE(2) & 0x8000) {
    return undefined;
  }
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    if (length > 63 || at + 1 + length + 4 > message.length) return undefined;
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (end > message.length) return undefined;
  return { name: labels.join("."), type: TYPES[message.readUInt16BE(at + 1)], message, end };
}

/** Returns the answer to a query. Records that do not fit are left out. */
export function writeAnswer(query: Query, code: number, records: readonly unknown[] = []): Buffer {
  const head = Buffer.from(query.message.subarray(0, query.end));
  const answers: Buffer[] = [];
  let length = head.length;
  for (const record of records) {
    const data = dataOf(query.type, record);
    const answer = Buffer.alloc(12);
    // The name is that of the question, which begins after the head's twelve bytes.
    answer.writeUInt16BE(0xc00c, 0);
    query.message.copy(answer, 2, query.end - 4, query.end - 2);
    answer.writeUInt16BE(CLASS_IN, 4);
    answer.writeUInt32BE(TTL, 6);
    answer.writeUInt16BE(data.length, 10);
    length += answer.length + data.length;
    if (length > LONGEST) break;
    answers.push(answer, data);
  }
  head.writeUInt16BE(IS_ANSWER | code, 2);
  head.writeUInt16BE(answers.length / 2, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...answers]);
}

function dataOf(type: Answered | undefined, record: unknown): Buffer {
  switch (type) {
    case "A":
      return Buffer.from(String(record).split(".").map(Number));
    case "AAAA":
      return addressBytes(String(record));
    case "SRV": {
      const { priority = 0, weight = 0, port = 0, name = "" } = Object(record);
      const numbers = Buffer.alloc(6);
      [priority, weight, port].forEach((number, at) => void numbers.writeUInt16BE(number, 2 * at));
      return Buffer.concat([numbers, nameBytes(name)]);
    }
    case "TXT":
      return Buffer.concat(
        (Array.isArray(record) ? record : [record]).map((text) => counted(String(text))),
      );
    default:
      return nameBytes(String(record));
  }
}

function nameBytes(name: string): Buffer {
  return Buffer.concat([...name.split(".").filter(Boolean).map(counted), Buffer.from([0])]);
}

function counted(text: string): Buffer {
  const bytes = Buffer.from(text).subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.alloc(16);
  const [before = "", after] = address.split("::");
  const groups = (text: string) => text.split(":").filter(Boolean);
  const [first, last] = [groups(before), groups(after ?? "")];
  const zeros = Array<string>(8 - first.length - last.length).fill("0");
  const bytes = Buffer.alloc(16);
  [...first, ...zeros, ...last].forEach(
    (group, at) => void bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * at),
  );
  return bytes;
}
