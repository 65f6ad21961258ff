import { forwardTo, listenHere } from "../../src/loadtest/client/forward.ts";
import { LOADTEST_PORTS } from "../../src/loadtest/places.ts";
import { UserError } from "../../src/problem.ts";
import { defineCommand } from "../command/define.ts";
import { integer } from "../command/readers.ts";
import { LAST_PORT } from "../commonOptions.ts";
import { untilStopped } from "../signals.ts";
import { targetOptions } from "./options.ts";
import { withTarget } from "./target.ts";

export const command = defineCommand({
  description: `
    Serves Locust's dashboard at an address of this machine until Ctrl-C, and prints the address. Each connection finds
    its own way to the master, so that the address goes on working after an idle hour, or when the master has moved.`,
  options: {
    ...targetOptions,
    port: {
      type: "string",
      placeholder: "number",
      default: "8089",
      reader: integer(0, LAST_PORT),
      description: "Port of this machine; 0 takes any free one",
    },
  },
  run: (asked) =>
    withTarget(asked, async ({ kubeConfig, names, config }) => {
      const { namespace, admin: service } = names;
      const open = forwardTo(kubeConfig, { namespace, service, port: LOADTEST_PORTS.dashboard });
      const stopped = untilStopped(() => {});
      const listener = await listenHere(open, asked.port).catch((error) => {
        const fix = "Choose another one with --port, or 0 for any free one.";
        throw new UserError([{ where: "--port", what: `cannot listen: ${error.message}`, fix }]);
      });
      const path = config.expose?.path.replace(/^\/|\/$/g, "") ?? "";
      console.log(
        `Locust's dashboard: http://localhost:${listener.port}/${path === "" ? "" : `${path}/`}`,
      );
      const connection = await open().catch((error) =>
        console.error(`${error.message}. The address waits for it.`),
      );
      connection?.destroy();
      await stopped;
      listener.close();
      return 0;
    }),
});
