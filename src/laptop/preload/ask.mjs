// @ts-check
import net from "node:net";

/** @typedef {{ code: string; message: string }} Failure */
/** @typedef {{ path?: string; records?: unknown[]; error?: Failure }} Answer */

/**
 * Asks the command that started this program, at its Unix socket.
 *
 * @param {string} socket the socket's path
 * @param {{ dial: { host: string; port: number } } | { resolve: { name: string; type: string } }} question
 * @returns {Promise<Answer & { done: () => void }>} a dialled connection waits at `path`, as long as `done` is not called
 */
export function ask(socket, question) {
  return new Promise((resolve) => {
    const asking = net.connect(socket);
    let text = "";
    const done = () => asking.destroy();
    /** @param {string} message */
    const fail = (message) => resolve({ error: { code: "ELINKLOST", message }, done });
    asking.setEncoding("utf8");
    asking.on("error", () => fail("understudy has ended"));
    asking.on("close", () => fail("understudy has ended"));
    asking.on("data", (chunk) => {
      text += chunk;
      if (text.endsWith("\n")) resolve({ ...JSON.parse(text), done });
    });
    asking.write(`${JSON.stringify(question)}\n`);
  });
}
