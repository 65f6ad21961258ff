import { dockerEnvFile } from "../environment/envFileText.ts";

/** A line of Docker's file of variables, name and all; its reader takes 64 KiB. */
const LONGEST_LINE = 60_000;
/** What Linux lets a program have in one variable. */
const LONGEST_VARIABLE = 130_000;

/** Variables that Docker's client reads for itself. */
const OF_THE_CLIENT = /^(DOCKER_|BUILDX_|LD_|SSH_)|^(HOME|PATH|TMPDIR|USER)$/;

/** Docker's client gives a container the proxies of its configuration, which do not know the cluster. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap(
  (name) => [name, name.toLowerCase()],
);

/** How a container gets its variables. No value is in an argument, since everybody can list those of processes. */
export interface EnvironmentArguments {
  args: string[];
  /** The text for `--env-file`. */
  file: string;
  /** Variables of Docker's client, for those that a line cannot hold. */
  env: Record<string, string>;
  /** Names of those that cannot be given. */
  leftOut: string[];
}

/** @param machine the environment of this process */
export function environmentArguments(
  environment: ReadonlyMap<string, string>,
  machine: Readonly<Record<string, string | undefined>>,
): EnvironmentArguments {
  const lengthOf = ([name, value]: [string, string]) => Buffer.byteLength(`${name}=${value}`);
  const short = new Map([...environment].filter((one) => lengthOf(one) <= LONGEST_LINE));
  const { text, leftOut: notInLines } = dockerEnvFile(short);
  const others = [...environment].filter(([name]) => !short.has(name) || notInLines.includes(name));
  const isPossible = (one: [string, string]) =>
    lengthOf(one) <= LONGEST_VARIABLE && !OF_THE_CLIENT.test(one[0]);
  const passed = others.filter(isPossible);
  const proxies = PROXIES.filter((name) => !environment.has(name)).map((name) =>
    // Without a value the variable is taken away, unless the client has it itself.
    machine[name] === undefined ? name : `${name}=`,
  );
  return {
    args: [...proxies, ...passed.map(([name]) => name)].flatMap((name) => ["--env", name]),
    file: text,
    env: Object.fromEntries(passed),
    leftOut: others.filter((one) => !isPossible(one)).map(([name]) => name),
  };
}
