import { spawnSync } from "node:child_process";

/** The label of a session's containers. Its value is the name of the session's folder. */
export const SESSION_LABEL = "understudy.dev/session";

/** A daemon that hangs must not keep a command from ending. In milliseconds. */
const LIMIT = 20_000;

/**
 * Removes a session's containers, whether they run or not. Nothing happens where Docker does not answer.
 *
 * @param labels of which a container must have all, besides the session's own
 */
export function removeContainers(session: string, ...labels: string[]): void {
  const filters = [`${SESSION_LABEL}=${session}`, ...labels].flatMap((label) => [
    "--filter",
    `label=${label}`,
  ]);
  const { stdout } = spawnSync("docker", ["ps", "--all", "--quiet", ...filters], {
    encoding: "utf8",
    timeout: LIMIT,
  });
  const ids = (stdout ?? "").split("\n").filter(Boolean);
  if (ids.length > 0)
    spawnSync("docker", ["rm", "--force", "--volumes", ...ids], { timeout: LIMIT });
}
