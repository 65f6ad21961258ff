import { UserError } from "../problem.ts";
import type { Fleet } from "./fleet.ts";
import type { LocalMock } from "./localMocks.ts";
import { watchFiles } from "./watch.ts";

/** Loads mocks, and names the files to watch. */
export interface Source {
  /** The stack's name, if the mocks come from a stack. */
  stack?: string;
  /** The stack's file. Edits to it may add and remove services. */
  files: string[];
  /** @throws UserError with every mistake of the user */
  load(): LocalMock[];
}

/** A fleet that follows edits. */
export interface Following {
  /** Rejects with an error that is not the user's mistake. */
  failed: Promise<never>;
  /** Stops following. An edit that is being applied is finished first. */
  close(): Promise<void>;
}

/**
 * Updates a fleet whenever a file that its mocks come from changes. A broken edit changes nothing: its mistakes are
 * printed, and the last valid mocks continue to be served.
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
    // Comes first, so that changes made while files are read trigger another turn.
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
      if (wasBroken && done.length === 0) say("The files are valid again; nothing has changed.");
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      if (broken) console.error("Until this is fixed, the last valid state is served.");
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
