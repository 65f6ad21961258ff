import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import * as zlib from "node:zlib";

/** A body is not what its content codings say. */
export class MalformedCoding extends Error {}

/** The decoded body is longer than the limit. */
export class DecodedTooLong extends Error {}

type Decode = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const inflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRaw = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
const unbrotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress);

const DECODERS = new Map<string, Decode>([
  ["gzip", gunzip],
  ["x-gzip", gunzip],
  ["deflate", (bytes, options) => (hasZlibHeader(bytes) ? inflate : inflateRaw)(bytes, options)],
  ["br", unbrotli],
  ...zstd(),
]);

/** Node 20 has no Zstandard. A window of more than 8 MB is not allowed in HTTP (RFC 9659). */
function zstd(): [string, Decode][] {
  if (!("zstdDecompress" in zlib)) return [];
  const decompress = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress);
  const params = { [zlib.constants.ZSTD_d_windowLogMax]: 23 };
  return [["zstd", (bytes, options) => decompress(bytes, { ...options, params })]];
}

/** The content codings that are read, as a value of `Accept-Encoding`. */
export const ACCEPTED_CODINGS = [...DECODERS.keys()].filter((name) => name !== "x-gzip").join(", ");

/** The most codings of one body. Each of them may take as long as the longest body. */
const MOST_CODINGS = 3;

/** Returns why the content codings of a request cannot be read, or undefined if they can. */
export function unreadableCoding(headers: IncomingHttpHeaders): string | undefined {
  const codings = codingsOf(headers);
  const unknown = codings.find((coding) => !DECODERS.has(coding));
  if (unknown !== undefined) return `"${unknown}" is none of the content codings that are read`;
  if (codings.length <= MOST_CODINGS) return undefined;
  return `the body has more than ${MOST_CODINGS} content codings`;
}

/**
 * Decodes a body by the content codings of its request, the last one first. The limit is for the output of each coding,
 * so that no short body takes much memory or time.
 *
 * @throws MalformedCoding
 * @throws DecodedTooLong
 */
export async function decodeBody(
  bytes: Buffer,
  headers: IncomingHttpHeaders,
  limit: number,
): Promise<Buffer> {
  let decoded = bytes;
  for (const coding of codingsOf(headers).toReversed()) {
    const decode = DECODERS.get(coding);
    if (decode !== undefined) decoded = await decodeOne(decode, decoded, coding, limit);
  }
  return decoded;
}

async function decodeOne(
  decode: Decode,
  bytes: Buffer,
  coding: string,
  limit: number,
): Promise<Buffer> {
  try {
    return await decode(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") throw new DecodedTooLong();
    throw new MalformedCoding(`The body is not valid ${coding}: ${error.message}.`);
  }
}

/** Returns the content codings of a request in the order in which they were applied, without `identity`. */
function codingsOf({ "content-encoding": written }: IncomingHttpHeaders): string[] {
  if (written === undefined) return [];
  return written
    .split(",")
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
}

/** Some clients send `deflate` without the header of zlib, which HTTP requires (RFC 9110, 8.4.1.2). */
function hasZlibHeader(bytes: Buffer): boolean {
  return bytes.length >= 2 && ((bytes[0] ?? 0) & 15) === 8 && bytes.readUInt16BE() % 31 === 0;
}
