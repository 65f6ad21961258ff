import type { Writable } from "node:stream";

/** What may wait for the laptop, of one copy and of all together, in bytes, and how many copies may be under way. */
export interface CopyLimits {
  one: number;
  all: number;
  count: number;
}

/** The agent's memory has room for these beside its other work. */
const LIMITS: CopyLimits = { one: 8 * 1024 * 1024, all: 32 * 1024 * 1024, count: 250 };

/** What a piece of a body costs in memory beside its bytes. */
const PIECE = 256;

/** The copies that are under way. Whatever becomes of them, nobody waits: who falls behind is cut. */
export class Copies {
  readonly #tell: (reason: string) => void;
  readonly #limits: CopyLimits;
  /** What waits of each copy. The oldest is first. */
  readonly #waiting = new Map<Writable, number>();
  #all = 0;

  /** @param tell called with the reason for each copy that does not reach the laptop whole */
  constructor(tell: (reason: string) => void, limits = LIMITS) {
    this.#tell = tell;
    this.#limits = limits;
  }

  /** What waits of all copies, in bytes. */
  get waiting(): number {
    return this.#all;
  }

  begin(copy: Writable): void {
    this.#waiting.set(copy, 0);
    copy.once("close", () => this.#forget(copy));
    copy.on("error", (error) => {
      if (!this.#waiting.has(copy)) return;
      this.#forget(copy);
      this.fail(error);
    });
    if (this.#waiting.size > this.#limits.count) {
      this.#cutOldest("too many later ones came before its answer");
    }
  }

  /** Returns whether a copy has neither its answer nor failed. */
  isUnderWay(copy: Writable): boolean {
    return this.#waiting.has(copy);
  }

  /** Passes a piece of a request's body on. */
  write(copy: Writable, piece: Uint8Array): void {
    const before = this.#waiting.get(copy);
    if (before === undefined || copy.destroyed || copy.writableEnded) return;
    this.#add(copy, piece.length + PIECE);
    copy.write(piece, () => this.#add(copy, -piece.length - PIECE));
    const { one, all } = this.#limits;
    if ((this.#waiting.get(copy) ?? 0) > one) {
      this.#cut(copy, "the laptop is too far behind");
    }
    // The others may still come to their end.
    if (this.#all > all) {
      this.#cut(copy, "the laptop is too far behind with all together");
    }
  }

  /** Ends a copy that has its answer, or whose request was broken off. */
  end(copy: Writable): void {
    this.#forget(copy);
    copy.destroy();
  }

  /** Tells of a copy that could not begin, or has failed. */
  fail(error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    this.#tell(code ?? message);
  }

  #add(copy: Writable, bytes: number): void {
    const before = this.#waiting.get(copy);
    // What is cut may say later that a piece is gone.
    if (before === undefined) return;
    this.#waiting.set(copy, before + bytes);
    this.#all += bytes;
  }

  #cutOldest(reason: string): void {
    for (const copy of this.#waiting.keys()) {
      this.#cut(copy, reason);
      return;
    }
  }

  #cut(copy: Writable, reason: string): void {
    this.end(copy);
    this.#tell(reason);
  }

  #forget(copy: Writable): void {
    this.#all -= this.#waiting.get(copy) ?? 0;
    this.#waiting.delete(copy);
  }
}
