import { UserError } from "../problem.ts";
import type { Fleet } from "./fleet.ts";
import type { LocalMock } from "./localMocks.ts";
import { watchFiles } from "./watch.ts";

/** Where mocks come from; loaded again whenever one of their files changes. */
export interface Source {
  /** The stack's name, where they are a stack's. */
  stack?: string;
  /** The stack's file: edits there may add and remove services. */
  files: string[];
  /** @throws UserError with every mistake of the user's */
  load(): LocalMock[];
}

/** A fleet that follows edits. */
export interface Following {
  /** Rejects with what is no mistake of the user's. */
  failed: Promise<never>;
  /** Stops following; an edit that is being taken up is taken up to its end. */
  close(): Promise<void>;
}

/**
 * Keeps a fleet in step with the files that its mocks come from. A broken edit changes nothing: what is wrong is
 * printed, and the last whole mocks go on.
 */
export function follow(
  source: Source,
  first: LocalMock[],
  fleet: Fleet,
  warn: (mocks: LocalMock[]) => void,
  say: (text: string) => void,
): Following {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  let mocks = first;
  let broken = false;
  let last = Promise.resolve();

  const takeUp = async () => {
    // First of all: what changes while files are read is taken up in another turn.
    watch.update(filesOf(source, mocks), true);
    const wasBroken = broken;
    try {
      broken = true;
      mocks = source.load();
      broken = false;
      watch.update(filesOf(source, mocks), false);
      warn(mocks);
      const done = await fleet.become(mocks.map(({ mock }) => mock));
      for (const line of done) say(line);
      if (wasBroken && done.length === 0) say("All is well again, and as it was.");
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      if (broken) console.error("Until this is mended, the last whole state is served.");
    }
  };

  const watch = watchFiles(() => {
    last = last.then(takeUp).catch(reject);
  }, console.error);
  watch.update(filesOf(source, mocks), false);

  return {
    failed,
    async close() {
      watch.close();
      await last;
    },
  };
}

function filesOf(source: Source, mocks: LocalMock[]): string[] {
  return [...source.files, ...mocks.flatMap(({ files }) => files)];
}
