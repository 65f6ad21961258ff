import type { Options } from "../command/option.ts";

/** Options of commands that bring a container's environment and files to this machine. */
export const WORLD_OPTIONS = {
  mount: {
    type: "string",
    placeholder: "folder",
    completes: "folder",
    description: "Folder that gets the container's mounted files at their paths, until the end",
  },
  "env-file": {
    type: "string",
    placeholder: "file",
    completes: "file",
    description:
      "File that gets the container's environment, until the end: for docker --env-file, or for shells if its name ends with .sh",
  },
  restart: {
    type: "boolean",
    description: "Start the command again when a variable of the container has changed",
  },
  transparent: {
    type: "boolean",
    description: "Give the command a network of its own, in which all is the cluster's (Linux)",
  },
  docker: {
    type: "string",
    placeholder: "image",
    description:
      'Run a container of this image with them; "--" is followed by arguments of docker run, and another one by the container\'s command',
  },
} as const satisfies Options;
