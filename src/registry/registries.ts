import { createHash } from "node:crypto";
import { Pauses } from "../pauses.ts";
import { CloudLogins } from "./cloudLogins.ts";
import type { ImageAnswer } from "./imageAnswer.ts";
import { type Login, loginsFor } from "./logins.ts";
import { lookUpImage } from "./lookUpImage.ts";
import { parseReference } from "./reference.ts";

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

export interface RegistriesOptions {
  now: () => number;
  /** Where clouds' credentials are looked for. */
  env: NodeJS.ProcessEnv;
  /** How long a registry may take for an answer, in milliseconds. */
  patience?: number;
}

/**
 * Asks registries about images. One that is down is left alone for growing pauses, and so is an image about which a
 * registry gives no clear answer to the same logins. It keeps these, so that it should serve all rounds.
 */
export class Registries {
  readonly #options: RegistriesOptions;
  readonly #clouds: CloudLogins;
  readonly #down = new Pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  readonly #unclear = new Pauses(FIRST_PAUSE_MS, LONGEST_PAUSE_MS);

  constructor(options: RegistriesOptions) {
    this.#options = options;
    this.#clouds = new CloudLogins(options.now, options.env);
  }

  /**
   * Asks about an image. During a pause the answer is the one that began it.
   *
   * @param logins reads those of the pull secrets
   */
  async lookUp(reference: string, logins: () => Promise<readonly Login[]>): Promise<ImageAnswer> {
    const { now, patience } = this.#options;
    const image = parseReference(reference);
    const { host } = image;
    const down = this.#down.reason(host, now());
    if (down !== undefined) return { state: "unknown", reason: down };
    const fitting = loginsFor(await logins(), image);
    const question = questionOf(reference, fitting);
    const unclear = this.#unclear.reason(question, now());
    if (unclear !== undefined) return { state: "unknown", reason: unclear };
    const times = this.#down.times(host);
    const answer = await lookUpImage(reference, {
      logins: fitting,
      clouds: this.#clouds,
      patience,
    });
    // Of several questions at once, the first failure counts: it began the pause.
    const isFirst = this.#down.times(host) === times;
    if (answer.state === "unknown" && answer.isDown) {
      if (isFirst) this.#down.failed(host, now(), answer.reason, answer.retryAfter);
      return answer;
    }
    if (isFirst) this.#down.succeeded(host);
    if (answer.state === "unknown") {
      this.#unclear.failed(question, now(), answer.reason, answer.retryAfter);
    } else this.#unclear.succeeded(question);
    return answer;
  }
}

/** A pull secret that somebody has mended makes another question. */
function questionOf(reference: string, logins: readonly Login[]): string {
  return `${reference} ${createHash("sha256").update(JSON.stringify(logins)).digest("hex")}`;
}
