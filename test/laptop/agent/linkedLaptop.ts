import { type Control, listenForLaptop } from "../../../src/laptop/agent/control.ts";
import { connectTo } from "../../../src/laptop/link/connectTo.ts";
import { newIdentity } from "../../../src/laptop/link/identity.ts";
import type { Link } from "../../../src/laptop/link/link.ts";
import { openLink } from "../../../src/laptop/link/openLink.ts";

/** Links a laptop to an agent that admits it, both in this process; resolves when the agent can ask it. */
export async function linkedLaptop(
  localPort: () => number,
): Promise<{ control: Control; link: Link }> {
  const come = Promise.withResolvers<void>();
  const control = await listenForLaptop({
    ...{ port: 0, admit: () => undefined, onCome: come.resolve },
    ...{ requests: () => 0, onLeave() {} },
  });
  const link = openLink({
    identity: newIdentity(),
    open: () => connectTo("127.0.0.1", control.port),
    accept: () => connectTo("127.0.0.1", localPort()),
  });
  await come.promise;
  return { control, link };
}
