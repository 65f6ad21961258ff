import type { Duplex } from "node:stream";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { prepareImages } from "../../src/laptop/docker/images.ts";
import { openContainer } from "../../src/laptop/docker/openContainer.ts";
import { openSession, type Session } from "../../src/laptop/files/session.ts";
import type { Workload } from "../../src/laptop/intercept/workload.ts";
import { connectHere } from "../../src/laptop/link/connectTo.ts";
import type { Link } from "../../src/laptop/link/link.ts";
import { type Apart, type Program, runProgram } from "../../src/laptop/program/runProgram.ts";
import { openWays } from "../../src/laptop/program/ways.ts";
import { findPod } from "../../src/laptop/world/findPod.ts";
import { prepareWorld } from "../../src/laptop/world/prepareWorld.ts";
import type { World } from "../../src/laptop/world/world.ts";
import { type Problem, UserError } from "../../src/problem.ts";
import type { Values } from "../command/option.ts";
import type { AGENT_OPTIONS } from "./options.ts";
import { tellChange, tellWorld } from "./tellWorld.ts";
import type { WORLD_OPTIONS } from "./worldOptions.ts";

export interface LocalOptions {
  /** Whose environment and files are brought here; undefined for none. */
  workload: Workload | undefined;
  /** What is run with them; may be empty. */
  command: readonly string[];
  values: Values<typeof WORLD_OPTIONS & Pick<typeof AGENT_OPTIONS, "image">>;
  /** Ends the command. */
  stop: AbortSignal;
  /** How the command runs beside others. */
  apart?: Apart | undefined;
  /** Tells the user something in one line; by default on standard error. */
  say?(line: string): void;
}

/** A container's environment and files on this machine, and the command that has them. */
export interface LocalCommand {
  /**
   * Runs the command, which reaches the cluster through a link; resolves to its exit code.
   *
   * @param onOver called when the program has ended, before what it has left behind has
   */
  run(link: Link, onOver?: () => void): Promise<number>;
  /** Opens a connection to a port of the command's, or of this machine's if there is none. */
  dial(port: number): Promise<Duplex>;
  /** Ends the command, if it runs. */
  end(): void;
  /** Removes environment and files from this machine. */
  close(): void;
}

/**
 * Brings a container's environment and files to this machine, for a command that is run later.
 *
 * @throws {UserError} when they may not be read, or the places for them are taken
 */
export async function prepareCommand(
  kubeConfig: KubeConfig,
  { workload, command, values, stop, apart, say = (line) => console.error(line) }: LocalOptions,
): Promise<LocalCommand> {
  const session = openSession();
  let networkImage = "";
  let program: Program | undefined;
  let world: World | undefined;
  try {
    if (values.docker !== undefined) {
      networkImage = await prepareImages(values.docker, values.image, say);
    }
    world = workload && (await openWorld(kubeConfig, session, workload, values, onChange, say));
  } catch (error) {
    session.remove();
    throw error;
  }

  function onChange(names: readonly string[]): void {
    tellChange(names, values.restart && command.length > 0, say);
    if (values.restart) program?.restart();
  }

  return {
    async run(link, onOver) {
      const ways =
        values.docker === undefined
          ? await openWays(link, session.folder, values.transparent)
          : await openContainer(link, { networkImage, session, world, say });
      try {
        // As if it had been interrupted at once.
        if (stop.aborted || link.state().state === "closed") return 130;
        say(ways.text);
        program = runProgram({
          ...{ command, ways, stop, apart, say, onOver, folder: session.folder },
          environment: () => world?.environment() ?? new Map(),
        });
        return await program.exited;
      } finally {
        ways.close();
      }
    },
    async dial(port) {
      if (command.length === 0) return connectHere(port);
      // Another program of this machine may listen at the port meanwhile.
      if (program === undefined) throw refused();
      return program.dial(port);
    },
    end: () => program?.end(),
    close() {
      world?.stop();
      session.remove();
    },
  };
}

async function openWorld(
  kubeConfig: KubeConfig,
  session: Session,
  { deployment, container }: Workload,
  { mount, "env-file": envFile, docker }: LocalOptions["values"],
  onChange: (names: readonly string[]) => void,
  say: (line: string) => void,
): Promise<World> {
  let pod: Pod | undefined;
  const world = await prepareWorld(kubeConfig, session, {
    ...{ container, mount, envFile, onChange, say },
    async findPod() {
      const problems: Problem[] = [];
      pod = await findPod(kubeConfig, deployment, problems, pod);
      if (problems.length > 0) throw new UserError(problems);
      return pod;
    },
  });
  const needsFiles = mount !== undefined || docker !== undefined;
  tellWorld(
    world,
    { needsFiles, inMemory: session.inMemory, isContainer: docker !== undefined },
    say,
  );
  return world;
}

function refused(): Error {
  return Object.assign(new Error("the command has not started yet"), { code: "ECONNREFUSED" });
}
