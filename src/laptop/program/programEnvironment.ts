/** Variables of a machine that programs need as they are there, whatever a container has. */
const OF_THE_MACHINE = [
  "HOME",
  "LD_LIBRARY_PATH",
  "LD_PRELOAD",
  "LOGNAME",
  "PATH",
  "SHELL",
  "TMPDIR",
  "USER",
];

/** The names under which programs look for a proxy. */
const PROXIES = /^(http|https|all|no|grpc|no_grpc)_proxy$/i;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Returns the environment of a program that stands for a container: the machine's, then the container's, then what leads
 * to the cluster. A proxy of the machine's does not know the cluster.
 */
export function programEnvironment(
  machine: Variables,
  container: ReadonlyMap<string, string>,
  reaching: Variables,
): Record<string, string | undefined> {
  const isKept = ([name]: readonly [string, unknown]) => !PROXIES.test(name);
  const isGiven = ([name]: readonly [string, string]) => !OF_THE_MACHINE.includes(name);
  return {
    ...Object.fromEntries(Object.entries(machine).filter(isKept)),
    ...Object.fromEntries([...container].filter(isGiven)),
    ...reaching,
  };
}

/** Returns the names of a container's variables that programs here have the machine's values of. */
export function keptNames(container: ReadonlyMap<string, string>): string[] {
  return OF_THE_MACHINE.filter((name) => container.has(name));
}
