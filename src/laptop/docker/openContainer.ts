import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../problem.ts";
import { removeContainers, SESSION_LABEL } from "../files/containers.ts";
import type { Session } from "../files/session.ts";
import type { Reach } from "../outbound/reach.ts";
import type { Elsewhere } from "../program/runProgram.ts";
import { MACHINE_ADDRESS, PROGRAM_ADDRESS } from "../transparent/network.ts";
import type { World } from "../world/world.ts";
import { lastLine } from "./docker.ts";
import { environmentArguments } from "./environmentArguments.ts";
import { mountArguments } from "./mountArguments.ts";
import { serveNetwork } from "./serveNetwork.ts";
import { stdioOf } from "./stdio.ts";

const PROGRAM_LABEL = "understudy.dev/program";

/** A network of the cluster for containers of this machine, in which the user's container runs. */
export interface ContainerWay extends Elsewhere {
  /** What is said about it, in one line. */
  text: string;
  close(): void;
}

export interface ContainerOptions {
  /** Of the container that has the network. */
  networkImage: string;
  session: Session;
  /** Whose files the container has. */
  world: World | undefined;
  /** Tells the user something in one line. */
  say(line: string): void;
}

/**
 * Starts a container that has the network: without one of Docker's, everything in it leads to this process by the
 * container's standard input and output, and from here to the cluster. It ends with this process.
 *
 * @throws {UserError} when it cannot be started
 */
export async function openContainer(
  reach: Reach,
  { networkImage, session, world, say }: ContainerOptions,
): Promise<ContainerWay> {
  const name = basename(session.folder);
  const label = `${SESSION_LABEL}=${name}`;
  session.rememberContainers();
  const host = world?.environment().get("HOSTNAME") ?? name.toLowerCase();
  const child = spawn(
    "docker",
    [
      ...["run", "--rm", "--interactive", "--name", name, "--label", label],
      // Docker's log would have all that the container's network carries.
      ...["--log-driver", "none"],
      ...["--network", "none", "--hostname", host, "--add-host", `${host}:${PROGRAM_ADDRESS}`],
      ...["--add-host", `host.docker.internal:${MACHINE_ADDRESS}`],
      ...["--dns", "127.0.0.1", "--dns-search", "."],
      ...["--cap-drop", "ALL", "--cap-add", "NET_ADMIN", "--cap-add", "NET_BIND_SERVICE"],
      ...["--security-opt", "no-new-privileges", "--read-only", networkImage],
    ],
    // In a group of its own, so that the terminal's Ctrl-C ends the user's container alone.
    { stdio: ["pipe", "pipe", "pipe"], detached: true },
  );
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  child.on("error", () => {});
  const network = serveNetwork(stdioOf(child.stdout, child.stdin), reach);
  try {
    await network.ready;
  } catch {
    const what = lastLine(said) ?? "the container of the network has ended";
    throw new UserError([{ where: "docker", what }]);
  }

  let isClosing = false;
  child.on("close", () => {
    if (isClosing) return;
    say("The container's network has ended, and so does the container.");
    removeContainers(name, PROGRAM_LABEL);
  });

  return {
    text: "The container reaches the cluster by its names, in a network of its own: TCP and DNS, without UDP.",
    start(command, environment, how) {
      const { args, file, env, leftOut } = environmentArguments(environment, process.env);
      const envFile = join(session.folder, "docker.env");
      writeFileSync(envFile, file, { mode: 0o600 });
      if (leftOut.length > 0) say(`Not in the container: ${leftOut.join(", ")}.`);
      const own = [
        ...["--rm", "--network", `container:${name}`, "--label", label, "--label", PROGRAM_LABEL],
        ...["--env-file", envFile, ...args],
        ...mountArguments(world?.mounts ?? [], world?.volumes ?? ""),
      ];
      return {
        child: spawn("docker", ["run", ...own, ...command], {
          ...how,
          env: { ...process.env, ...env },
        }),
        dialInside: network.dial,
        kill: () => removeContainers(name, PROGRAM_LABEL),
      };
    },
    close() {
      isClosing = true;
      network.close();
      child.stdin.destroy();
    },
  };
}
