import type { LinkState } from "../../src/laptop/link/link.ts";

/**
 * Says in one line each what the link waits for at first, and that it is lost or up again.
 *
 * @param lost what has happened when it is lost
 */
export function stateLines(
  say: (line: string) => void,
  lost = "The link is lost, the Service itself answers",
) {
  const closed = Promise.withResolvers<string>();
  let isBegun = false;
  let last: LinkState["state"] = "up";
  return {
    closed: closed.promise,
    begin() {
      isBegun = true;
    },
    tell(next: LinkState) {
      if (next.state === "closed" && next.reason !== undefined) closed.resolve(next.reason);
      if (next.state === "lost" && (last !== "lost" || !isBegun)) {
        const doing = isBegun ? lost : "Waiting";
        say(`${doing}: ${next.reason}.`);
      }
      if (next.state === "up" && last === "lost" && isBegun) say("The link is up again.");
      last = next.state;
    },
  };
}
