import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Pod } from "kubernetes-types/core/v1.d.ts";
import { messageOf } from "../../cluster/connection.ts";
import { type Problem, UserError } from "../../problem.ts";
import { changedNames } from "../environment/changedNames.ts";
import { containerEnvironment } from "../environment/containerEnvironment.ts";
import { dockerEnvFile, shellEnvFile } from "../environment/envFileText.ts";
import { mountsOf, volumesWithoutFiles } from "../environment/mounts.ts";
import type { WorldSources } from "../environment/sources.ts";
import { volumeFiles } from "../environment/volumeFiles.ts";
import { mountAt } from "../files/mountAt.ts";
import { linkMounts } from "../files/mountTree.ts";
import type { Session } from "../files/session.ts";
import { writeVolume } from "../files/writeVolume.ts";
import { readSources } from "./readSources.ts";
import { Tokens } from "./tokens.ts";
import type { World } from "./world.ts";

/** Often enough for files to follow within 60 s, also if one attempt fails. In milliseconds. */
const REFRESH_EVERY = 20_000;

export interface WorldOptions {
  /** Returns the pod whose world it is, or undefined while there is none. It is asked at each refresh. */
  findPod(): Promise<Pod | undefined>;
  container: string;
  /** A folder of the user's that gets the mounted files at their paths. */
  mount?: string | undefined;
  /** A file of the user's that gets the environment. */
  envFile?: string | undefined;
  /** Called with the names of variables when any has another value than before. */
  onChange(names: readonly string[]): void;
  /** Tells the user something in one line. */
  say(line: string): void;
}

/**
 * Brings a container's environment and files to this machine, and keeps them as they are in the cluster.
 *
 * @param session has the files, and removes them at its end
 *
 * @throws {UserError} when the folder or the file for them is taken
 * @throws {Error} when the API server cannot be reached
 */
export async function prepareWorld(
  kubeConfig: KubeConfig,
  session: Session,
  options: WorldOptions,
): Promise<World> {
  const { mount, envFile, say } = options;
  const tokens = new Tokens(kubeConfig);
  let world = await readWorld(kubeConfig, options, tokens);
  const volumes = join(session.folder, "volumes");
  const root = join(session.folder, "root");

  function write(): void {
    const changes = [...world.files].map(([name, { files }]) =>
      writeVolume(join(volumes, name), files),
    );
    if (changes.includes(true)) linkMounts(root, world.mounts, volumes);
  }

  write();
  const problems = [
    ...(envFile === undefined ? [] : writeEnvFile(envFile, world.environment, true, say)),
    ...(mount === undefined || world.mounts.length === 0 ? [] : mountAt(mount, root, session)),
  ];
  const isOurs = !problems.some(({ where }) => where.startsWith("--env-file"));
  if (envFile !== undefined && isOurs) session.remember(resolve(envFile));
  if (problems.length > 0) throw new UserError(problems);

  let isStopped = false;
  async function refresh(): Promise<string[]> {
    // A pod keeps the variables of the Services that it was started with.
    const next = await readWorld(kubeConfig, options, tokens, world.services);
    if (isStopped) return [];
    const names = changedNames(world.environment, next.environment);
    world = next;
    write();
    if (names.length > 0) {
      if (envFile !== undefined) writeEnvFile(envFile, world.environment, false, say);
      options.onChange(names);
    }
    return names;
  }

  let timer = setTimeout(follow, REFRESH_EVERY);
  let trouble: string | undefined;
  async function follow(): Promise<void> {
    const why = await refresh().then(() => undefined, messageOf);
    if (isStopped) return;
    if (why !== undefined && why !== trouble)
      say(`Environment and files stay as they are: ${why}.`);
    if (why === undefined && trouble !== undefined) say("Environment and files follow again.");
    trouble = why;
    timer = setTimeout(follow, REFRESH_EVERY);
    timer.unref();
  }
  timer.unref();

  return {
    environment: () => world.environment,
    missing: world.missing,
    notCopied: world.notCopied,
    mounts: world.mounts,
    volumes,
    refresh,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Reads what the cluster says now. */
async function readWorld(
  kubeConfig: KubeConfig,
  { findPod, container: name }: WorldOptions,
  tokens: Tokens,
  services?: WorldSources["services"],
) {
  const pod = await findPod();
  const container = pod?.spec?.containers.find((one) => one.name === name);
  if (pod === undefined || container === undefined)
    throw new Error(`no pod has a container ${name}`);
  const [read, tokenOf] = await Promise.all([
    readSources(kubeConfig, pod, container),
    tokens.renew(pod, container),
  ]);
  const sources = { ...read, services: services ?? read.services };
  const { values: environment, missing } = containerEnvironment(container, sources);
  const mounts = mountsOf(container, environment);
  const files = new Map(
    (pod.spec?.volumes ?? [])
      .filter(({ name }) => mounts.some(({ volume }) => volume === name))
      .flatMap((volume) => {
        const made = volumeFiles(volume, container, sources, tokenOf);
        return made === undefined ? [] : [[volume.name, made] as const];
      }),
  );
  return {
    services: sources.services,
    environment,
    files,
    mounts: mounts.filter(({ volume }) => files.has(volume)),
    missing: [...missing, ...[...files.values()].flatMap((one) => one.missing)],
    notCopied: volumesWithoutFiles(pod, mounts, files),
  };
}

/**
 * Writes the file of variables. A name that ends with `.sh` is for shells. Values stay out of what is said.
 *
 * @param isFirst whether a file that is there is somebody else's, unless it is empty: Node itself takes the option
 *   `--env-file` of any program, and wants the file to be there
 */
function writeEnvFile(
  file: string,
  environment: ReadonlyMap<string, string>,
  isFirst: boolean,
  say: (line: string) => void,
): Problem[] {
  const isShell = file.endsWith(".sh");
  const { text, leftOut } = isShell ? shellEnvFile(environment) : dockerEnvFile(environment);
  const where = `--env-file ${file}`;
  if (isFirst && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0) {
    const fix = "Name another one, or remove it: it is overwritten, and removed at the end.";
    return [{ where, what: "it is there already", fix }];
  }
  try {
    if (existsSync(file)) chmodSync(file, 0o600);
    writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    return [{ where, what: messageOf(error) }];
  }
  if (leftOut.length > 0) {
    const why = (name: string) =>
      isShell || /\s|^#/.test(name)
        ? `is no name in ${isShell ? "a shell" : "such a file"}`
        : "has several lines; a file *.sh can hold it";
    say(`Not in ${file}: ${leftOut.map((name) => `${name} (${why(name)})`).join(", ")}.`);
  }
  return [];
}
