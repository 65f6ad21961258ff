import { readFileSync } from "node:fs";
import { messageOf } from "../../src/cluster/connection.ts";
import { fileForge } from "../../src/forge/file/fileForge.ts";
import { readPulls } from "../../src/forge/file/readPulls.ts";
import { githubHost } from "../../src/forge/github/credentials.ts";
import { githubForge } from "../../src/forge/github/githubForge.ts";
import type { Forge } from "../../src/forge/pullRequest.ts";
import { UserError } from "../../src/problem.ts";

/** The word for GitHub itself; a file of that name is written as ./github. */
export const GITHUB = "github";

/**
 * Returns a function with the forge of each round: a file is read anew, and GitHub is asked by the same client, which
 * keeps its limits.
 */
export function forgeOf(from: string): () => Forge {
  if (from !== GITHUB) return () => fileForge(readPulls(readFrom(from), from), from);
  const forge = githubForge({ hosts: [githubHost(process.env)] });
  return () => forge;
}

function readFrom(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError([{ where: "--from", what: `cannot be read: ${messageOf(error)}` }]);
  }
}
