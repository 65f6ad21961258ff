import { connectTo } from "../../src/laptop/link/connectTo.ts";

/** Returns whether something listens at a port of this machine. */
export async function listensHere(port: number): Promise<boolean> {
  try {
    (await connectTo("127.0.0.1", port)).destroy();
    return true;
  } catch {
    return false;
  }
}
