import { readdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Readable as ReadableStream } from "node:stream";
import { createGunzip } from "node:zlib";
import { type Problem, UserError } from "../../problem.ts";

/** One input of a log. */
export interface LogInput {
  /** As messages name it: a path, or `standard input`. */
  name: string;
  /**
   * Returns the input's bytes, decompressed. A piece has no meaning any more when the next one is asked for.
   * @throws {UserError} while they are read, if they can't be
   */
  read(): AsyncIterable<Buffer>;
}

/** Bytes that are read at once. More make nothing faster, but leave more garbage. */
const PIECE = 64 * 1024;

/**
 * Opens files, folders (with all files below them, by name) and `-`, standard input.
 *
 * @throws {UserError} with all names that do not exist
 */
export function openInputs(names: readonly string[], stdin: Readable): LogInput[] {
  const problems: Problem[] = [];
  const inputs = names.flatMap((name) => {
    if (name === "-") return [standardInput(stdin)];
    try {
      return filesOf(name).map(fileInput);
    } catch (error) {
      problems.push(fileProblem(name, error));
      return [];
    }
  });
  if (problems.length > 0) throw new UserError(problems);
  return inputs;
}

function filesOf(name: string): string[] {
  if (!statSync(name).isDirectory()) return [name];
  return readdirSync(name, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

function fileInput(name: string): LogInput {
  return {
    name,
    read: () => decompressed(name, pieces(name)),
  };
}

/** All pieces are in the same memory: a new one for each would be freed much later than it is needed. */
async function* pieces(name: string): AsyncGenerator<Buffer> {
  const file = await open(name);
  const memory = Buffer.alloc(PIECE);
  try {
    for (;;) {
      const { bytesRead } = await file.read(memory);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function standardInput(stdin: Readable): LogInput {
  let isRead = false;
  const name = "standard input";
  return {
    name,
    read() {
      if (isRead) {
        const what =
          "can be read only once, and another service's latencies have been read from it";
        throw new UserError([{ where: name, what, fix: "Name one service, with --service." }]);
      }
      isRead = true;
      return decompressed(name, stdin);
    },
  };
}

async function* decompressed(name: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const pieces = stream[Symbol.asyncIterator]();
  try {
    const first = await pieces.next();
    if (first.done) return;
    const whole = continued(first.value, pieces);
    if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* gunzip(whole);
    else yield* whole;
  } catch (error) {
    throw error instanceof UserError ? error : new UserError([fileProblem(name, error)]);
  }
}

async function* continued(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Members that follow each other are one text, as `cat a.gz b.gz` makes them. */
async function* gunzip(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = ReadableStream.from(copies(compressed));
  const plain = createGunzip({ chunkSize: PIECE });
  source.on("error", (error) => plain.destroy(error));
  yield* source.pipe(plain);
}

/** A stream keeps pieces until they are needed. */
async function* copies(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

function fileProblem(where: string, error: unknown): Problem {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return { where, what: "there is no such file", fix: "Correct --file." };
  if (code === "EACCES") return { where, what: "this file must not be read by you" };
  if (code === "Z_BUF_ERROR") {
    const fix = "Copy it again, or wait until it is written.";
    return { where, what: "the compressed data end before they are complete", fix };
  }
  if (code.startsWith("Z_")) return { where, what: "the compressed data are damaged" };
  return { where, what: `cannot be read: ${error instanceof Error ? error.message : error}` };
}
